import KernelInterface

/// Forward pass of a depthwise convolution on one image; see `DepthwiseImage`.
@inline(never)
func depthwise(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue
) {
  if image.channels % lanes == 0, image.isThreeByThree {
    return depthwiseThreeByThree(image, input, output, epilogue)
  }
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
            sum, load(input + (pair.pixel &+ channel)), load(image.weights + (pair.tap &+ channel)))
        }
        if let residual = epilogue.residual { sum += load(residual + (start &+ channel)) }
        store(clamp(sum, lower, upper), output + (start &+ channel))
      },
      tail: { channel, count in
        var sum = epilogue.bias.map { loadPart($0 + channel, count) } ?? .zero
        for pair in pairs {
          sum = multiplyAdd(
            sum, loadPart(input + (pair.pixel &+ channel), count),
            loadPart(image.weights + (pair.tap &+ channel), count))
        }
        if let residual = epilogue.residual {
          sum += loadPart(residual + (start &+ channel), count)
        }
        storePart(clamp(sum, lower, upper), output + (start &+ channel), count)
      })
  }
}

/// Adds the gradient with respect to one image.
@inline(never)
func depthwiseInputGradient(
  _ image: DepthwiseImage, _ gradient: UnsafePointer<Float>,
  _ inputGradient: UnsafeMutablePointer<Float>
) {
  forEachPosition(image) { position, pairs in
    let dy = gradient + position &* image.channels
    for pair in pairs {
      let dx = inputGradient + pair.pixel
      let weights = image.weights + pair.tap
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
      let x = input + pair.pixel
      let dw = weightGradient + pair.tap
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

/// First float of a tap's weights and of the pixel that it reads.
private struct TapPixel {
  var tap: Int
  var pixel: Int
}

/// Calls `body` for every grid position with the taps that lie inside the image.
@inline(__always)
private func forEachPosition(
  _ image: DepthwiseImage, _ body: (_ position: Int, UnsafeBufferPointer<TapPixel>) -> Void
) {
  withUnsafeTemporaryAllocation(of: TapPixel.self, capacity: image.taps.count) { pairs in
    guard let pair = pairs.baseAddress else { return }
    var position = 0
    for y in 0..<image.gridHeight {
      for x in 0..<image.gridWidth {
        var count = 0
        var weights = 0
        for tap in image.taps {
          let row = y &* image.strideY &+ tap.dy
          let column = x &* image.strideX &+ tap.dx
          if row >= 0, row < image.height, column >= 0, column < image.width {
            let pixel = (row &* image.width &+ column) &* image.channels
            (pair + count).initialize(to: TapPixel(tap: weights, pixel: pixel))
            count &+= 1
          }
          weights &+= image.channels
        }
        body(position, UnsafeBufferPointer(start: pair, count: count))
        position &+= 1
      }
    }
  }
}
