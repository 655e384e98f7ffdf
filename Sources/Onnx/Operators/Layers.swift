import NeuralNetwork

/// Operators with weights.
enum Layers {
  /// Conv: over images N x C x H x W, or lines N x C x L.
  static func convolution(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let weights = try call.known(1, "weights")
    let bias = try call.optionalKnown(2, "a bias")
    let sizes = x.view.sizes
    let groups = try call.integer("group", 1)
    guard weights.shape.count == sizes.count + 1, !weights.shape.contains(0), sizes.count > 1,
      groups > 0, weights.shape[1] <= sizes[0], weights.shape[1] * groups == sizes[0]
    else {
      throw Fault(
        expected: "weights for \(sizes.first ?? 0) channels in \(groups) groups",
        found: "those of shape \(weights.shape)")
    }
    let window = try WindowAttributes(
      call, kernel: Array(weights.shape.dropFirst(2)), input: Array(sizes.dropFirst()))
    let (image, padding) = try translation.unpadded(try translation.image(x), window.padding)
    let name = translation.layerName(call, weight: 1)
    let result = try translation.builder.convolution(
      name, image, outputs: weights.shape[0], kernel: window.kernel,
      stride: window.stride, padding: padding, dilation: window.dilation, groups: groups,
      bias: bias != nil)
    try translation.addWeights(
      name + ".weight",
      shape: [
        weights.shape[0], weights.shape[1], window.kernel.height, window.kernel.width,
      ], try weights.floats())
    if let bias {
      guard bias.shape == [weights.shape[0]] else {
        throw Fault(expected: "a bias of \(weights.shape[0])", found: "shape \(bias.shape)")
      }
      try translation.addWeights(name + ".bias", shape: bias.shape, try bias.floats())
    }
    return [.computed(translation.imageResult(result, rank: sizes.count + 1))]
  }

  /// Gemm: alpha x W + beta c, where x alone hangs on the image.
  static func gemm(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let (alpha, beta) = (try call.float("alpha", 1), try call.float("beta", 1))
    guard try !call.flag("transA") else { throw Fault("the images' side is transposed") }
    let isTransposed = try call.flag("transB")
    let weights = try call.known(1, "weights")
    guard x.view.axes.count == 1, weights.shape.count == 2 else {
      throw Fault(
        expected: "an input and weights of 2 axes",
        found: "\(x.view.axes.count + 1) and \(weights.shape.count)")
    }
    let bias = try call.optionalKnown(2, "a bias")
    let outputs = weights.shape[isTransposed ? 0 : 1]
    var values = LinearWeights(try weights.floats(), outputs: outputs, isTransposed: isTransposed)
    values.factor = alpha
    return [
      .computed(
        try linear(
          call, translation, x, values, inputs: weights.shape[isTransposed ? 1 : 0],
          bias: try bias.map { try gemmBias($0, outputs).map { beta * $0 } }))
    ]
  }

  private static func gemmBias(_ bias: Tensor, _ outputs: Int) throws -> [Float] {
    guard bias.shape.count <= 2, bias.shape.dropLast().allSatisfy({ $0 == 1 }),
      bias.count == 1 || bias.count == outputs
    else {
      throw Fault(expected: "a bias of \(outputs)", found: "shape \(bias.shape)")
    }
    let values = try bias.floats()
    return values.count == outputs ? values : [Float](repeating: values[0], count: outputs)
  }

  /// MatMul with weights on the right: along the last axis, for each of the others by itself.
  static func matMul(_ call: Call, _ translation: Translation) throws -> [Operand] {
    guard case .computed(let x) = try call.operand(0),
      case .known(let weights) = try call.operand(1)
    else {
      throw Fault(
        "one side must be weights; products of two values that hang on the image, as attention in "
          + "transformers has them, are not computed here")
    }
    guard weights.shape.count == 2, let axis = x.view.axes.indices.last else {
      throw Fault(expected: "weights of 2 axes", found: "shape \(weights.shape)")
    }
    let (inputs, outputs) = (weights.shape[0], weights.shape[1])
    let values = try weights.floats()
    if axis == 0 {
      return [
        .computed(
          try linear(
            call, translation, x,
            LinearWeights(values, outputs: outputs, isTransposed: false), inputs: inputs, bias: nil)
        )
      ]
    }
    guard x.view.sizes[axis] == inputs, outputs > 0 else {
      throw Fault(expected: "weights for \(x.view.sizes[axis])", found: "shape \(weights.shape)")
    }
    let (value, order) = try translation.arranged(x, channels: axis)
    let name = translation.layerName(call, weight: 1)
    let result = try translation.builder.convolution(
      name, value, outputs: outputs, kernel: Extent(1))
    try translation.addWeights(
      name + ".weight", shape: [outputs, inputs, 1, 1],
      (0..<outputs).flatMap { output in (0..<inputs).map { values[$0 * outputs + output] } })
    var sizes = x.view.sizes
    sizes[axis] = outputs
    return [.computed(Activation(result, View(sizes: sizes, order: order)))]
  }

  /// A linear layer over all numbers of an image, in whatever order they lie.
  ///
  /// An image that was flattened is read as it lies in memory, by a kernel as large as the image:
  /// its weights are put in that order instead.
  private static func linear(
    _ call: Call, _ translation: Translation, _ x: Activation, _ weights: LinearWeights,
    inputs: Int, bias: [Float]?
  ) throws -> Activation {
    let outputs = weights.outputs
    guard x.view.count == inputs, inputs > 0, outputs > 0, outputs <= 1 << 24 else {
      throw Fault(expected: "weights for \(x.view.count) inputs", found: "\(inputs)")
    }
    let shape = translation.builder.shape(of: x.value)
    let name = translation.layerName(call, weight: 1)
    let isPixel = shape.height == 1 && shape.width == 1
    let result =
      isPixel
      ? try translation.builder.linear(name, x.value, outputs: outputs)
      : try translation.builder.convolution(
        name, x.value, outputs: outputs, kernel: Extent(shape.height, shape.width),
        bias: bias != nil)
    // Memory is pixels x channels, PyTorch's kernels are channels x pixels.
    let (pixels, channels) = (shape.height * shape.width, shape.channels)
    let targets = View.places(x.view.axes[0]).map { place in
      place % channels * pixels + place / channels
    }
    try translation.addWeights(
      name + ".weight",
      shape: isPixel ? [outputs, inputs] : [outputs, channels, shape.height, shape.width],
      weights.ordered(to: targets))
    if isPixel || bias != nil {
      try translation.addWeights(
        name + ".bias", shape: [outputs], bias ?? [Float](repeating: 0, count: outputs))
    }
    return Activation(result, View(sizes: [outputs], order: [0]))
  }

  /// BatchNormalization with the statistics that the file holds.
  static func batchNormalization(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let epsilon = try call.float("epsilon", 1e-5)
    call.ignore("momentum")
    guard try !call.flag("training_mode") else { throw Fault("is in training mode") }
    if call.opset < 9, try call.integer("spatial", 1) != 1 {
      throw Fault("has statistics for each pixel (spatial = 0)")
    }
    // Older versions told training from use by an attribute.
    if call.opset < 7 {
      guard try call.flag("is_test") else { throw Fault("is in training mode (is_test = 0)") }
      call.ignore("consumed_inputs")
    }
    try call.refuseResults(beyond: 1)
    // Before there was an attribute, further results told that statistics are measured.
    if call.opset < 14, call.node.outputs.dropFirst().contains(where: { !$0.isEmpty }) {
      throw Fault("is in training mode (it has further results)")
    }
    let names = [".weight", ".bias", ".running_mean", ".running_var"]
    let channels = x.view.sizes.first ?? 1
    let tensors = try names.indices.map { index in
      let tensor = try call.known(index + 1, "statistics and weights")
      guard tensor.shape == [channels] else {
        throw Fault(expected: "\(channels) values for the channels", found: "shape \(tensor.shape)")
      }
      return try tensor.floats()
    }
    guard tensors[3].allSatisfy({ $0 + epsilon > 0 }) else {
      throw Fault(expected: "variances above 0", found: "one of 0 or below")
    }
    let name = translation.layerName(call, weight: 1)
    let (value, order): (GraphBuilder.Value, [Int]) =
      x.view.axes.isEmpty ? (x.value, []) : try translation.arranged(x, channels: 0)
    let result = try translation.builder.batchNorm(name, value, epsilon: epsilon)
    for (suffix, values) in zip(names, tensors) {
      try translation.addWeights(name + suffix, shape: [channels], values)
    }
    return [.computed(Activation(result, View(sizes: x.view.sizes, order: order)))]
  }
}

/// The weights of a linear layer as a file has them.
private struct LinearWeights {
  let values: [Float]
  let outputs: Int
  /// Whether they lie outputs x inputs, and not inputs x outputs.
  let isTransposed: Bool
  var factor: Float = 1

  init(_ values: [Float], outputs: Int, isTransposed: Bool) {
    self.values = values
    self.outputs = outputs
    self.isTransposed = isTransposed
  }

  /// Outputs x inputs, with each input at another place.
  func ordered(to targets: [Int]) -> [Float] {
    let inputs = targets.count
    let isInOrder = targets.elementsEqual(0..<inputs)
    if isInOrder, isTransposed, factor == 1 { return values }
    let (step, next) = isTransposed ? (1, inputs) : (outputs, 1)
    var result = [Float](repeating: 0, count: outputs * inputs)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        // In strips of some outputs, so that either order is read a line of the cache at a time.
        for first in stride(from: 0, to: outputs, by: 32) {
          for (input, target) in targets.enumerated() {
            for output in first..<min(first + 32, outputs) {
              result[output * inputs + target] = factor * values[output * next + input * step]
            }
          }
        }
      }
    }
    return result
  }
}

extension Translation {
  /// What was surrounded by zeros before, and all the padding that it then has.
  fileprivate func unpadded(
    _ image: GraphBuilder.Value, _ padding: Padding
  ) throws -> (GraphBuilder.Value, Padding) {
    guard case .padded(let inner, let own)? = origins[image] else { return (image, padding) }
    return (
      inner,
      Padding(
        top: padding.top + own.top, left: padding.left + own.left,
        bottom: padding.bottom + own.bottom, right: padding.right + own.right)
    )
  }
}
