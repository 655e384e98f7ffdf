import KernelInterface

/// Forward pass of a depthwise convolution on one image; see `DepthwiseImage`.
@inline(never)
func depthwise(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue
) {
  let isEither = epilogue.bias == nil || epilogue.residual == nil
  if image.channels % lanes == 0, image.isThreeByThree, isEither {
    return depthwiseThreeByThree(image, input, output, epilogue)
  }
  if image.channels % lanes == 0 { return depthwiseAnyTaps(image, input, output, epilogue) }
  let lower = Vector(repeating: epilogue.bounds.lower)
  let upper = Vector(repeating: epilogue.bounds.upper)
  forEachPosition(image) { position, pairs in
    let start = position &* image.channels
    forEachVector(
      image.channels,
      full: { channel in
        var sum = epilogue.bias.map { load($0 + channel) } ?? .zero
        for pair in pairs {
          sum = multiplyAdd(
            sum, load(input + (pair.offset &+ channel)),
            load(image.weights + (pair.tap &* image.channels &+ channel)))
        }
        if let residual = epilogue.residual { sum += load(residual + (start &+ channel)) }
        store(clamp(sum, lower, upper), output + (start &+ channel))
      },
      tail: { channel, count in
        var sum = epilogue.bias.map { loadPart($0 + channel, count) } ?? .zero
        for pair in pairs {
          sum = multiplyAdd(
            sum, loadPart(input + (pair.offset &+ channel), count),
            loadPart(image.weights + (pair.tap &* image.channels &+ channel), count))
        }
        if let residual = epilogue.residual {
          sum += loadPart(residual + (start &+ channel), count)
        }
        storePart(clamp(sum, lower, upper), output + (start &+ channel), count)
      })
  }
}

/// The gradient with respect to one image, or to those of its lines that `image.lines` lead to
/// where these are some of a 3 x 3 kernel's at stride 2.
@inline(never)
func depthwiseInputGradient(
  _ image: DepthwiseImage, _ gradient: UnsafePointer<Float>,
  _ inputGradient: UnsafeMutablePointer<Float>, accumulate: Bool
) {
  if image.channels % lanes == 0, image.isHalving {
    return depthwiseHalvingInputGradient(image, gradient, inputGradient, accumulate: accumulate)
  }
  if !accumulate { zero(inputGradient, image.height &* image.width &* image.channels) }
  forEachPosition(image) { position, pairs in
    let dy = gradient + position &* image.channels
    for pair in pairs {
      let dx = inputGradient + pair.offset
      let weights = image.weights + pair.tap &* image.channels
      forEachVector(
        image.channels,
        full: {
          store(multiplyAdd(load(dx + $0), load(dy + $0), load(weights + $0)), dx + $0)
        },
        tail: {
          storePart(
            multiplyAdd(loadPart(dx + $0, $1), loadPart(dy + $0, $1), loadPart(weights + $0, $1)),
            dx + $0, $1)
        })
    }
  }
}

/// Adds one image's part of the gradient with respect to the weights, taps x channels.
@inline(never)
func depthwiseWeightGradient(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
  _ weightGradient: UnsafeMutablePointer<Float>
) {
  if image.channels % lanes == 0, image.isThreeByThree {
    return depthwiseThreeByThreeWeightGradient(image, input, gradient, weightGradient)
  }
  forEachPosition(image) { position, pairs in
    let dy = gradient + position &* image.channels
    for pair in pairs {
      let x = input + pair.offset
      let dw = weightGradient + pair.tap &* image.channels
      forEachVector(
        image.channels,
        full: { store(multiplyAdd(load(dw + $0), load(dy + $0), load(x + $0)), dw + $0) },
        tail: {
          storePart(
            multiplyAdd(loadPart(dw + $0, $1), loadPart(dy + $0, $1), loadPart(x + $0, $1)),
            dw + $0, $1)
        })
    }
  }
}
