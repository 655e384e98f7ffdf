import KernelInterface
import NeuralNetwork

/// Normalisations by what stands in the image itself.
enum Normalizations {
  /// LayerNormalization over the last axes.
  static func layer(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("stash_type")
    try call.refuseResults(beyond: 1)
    let x = try call.activation()
    let rank = x.view.axes.count + 1
    let axis = try call.axis(try call.integer("axis", -1), rank: rank)
    guard axis > 0 else { throw Fault("runs over the batch") }
    let result = try normalized(
      x, over: Array(axis - 1..<rank - 1), epsilon: try call.float("epsilon", 1e-5), translation)
    return [
      .computed(
        try translation.affine(
          result, scale: try call.known(1, "a scale"), shift: try call.optionalKnown(2, "a shift"),
          call))
    ]
  }

  /// InstanceNormalization: each channel over its pixels.
  static func instance(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("consumed_inputs")
    let x = try call.activation()
    guard x.view.axes.count >= 2 else { throw Fault(expected: "pixels", found: "none") }
    let result = try normalized(
      x, over: Array(1..<x.view.axes.count), epsilon: try call.float("epsilon", 1e-5), translation)
    return [.computed(try channelAffine(result, call, translation))]
  }

  /// GroupNormalization from opset 21, with factors for each channel.
  static func group(_ call: Call, _ translation: Translation) throws -> [Operand] {
    call.ignore("stash_type")
    let x = try call.activation()
    let groups = try call.integer("num_groups", 0)
    let sizes = x.view.sizes
    guard let channels = sizes.first, groups > 0, channels % groups == 0 else {
      throw Fault(expected: "groups that divide the channels", found: groups)
    }
    let cut = try translation.reshaped(
      x, to: [groups, channels / groups] + sizes.dropFirst())
    let result = try normalized(
      cut, over: Array(1...sizes.count), epsilon: try call.float("epsilon", 1e-5), translation)
    return [
      .computed(try channelAffine(try translation.reshaped(result, to: sizes), call, translation))
    ]
  }

  /// Factors and terms of the channels, spread over the pixels.
  private static func channelAffine(
    _ x: Activation, _ call: Call, _ translation: Translation
  ) throws -> Activation {
    let channels = x.view.sizes[0]
    let tensors = try [1, 2].map { index in
      var tensor = try call.known(index, "factors")
      guard tensor.shape == [channels] else {
        throw Fault(expected: "\(channels) factors", found: "shape \(tensor.shape)")
      }
      tensor.shape += [Int](repeating: 1, count: x.view.axes.count - 1)
      return tensor
    }
    return try translation.affine(x, scale: tensors[0], shift: tensors[1], call)
  }

  /// (x - mean) / sqrt(variance + epsilon) over some axes.
  private static func normalized(
    _ x: Activation, over gone: [Int], epsilon: Float, _ translation: Translation
  ) throws -> Activation {
    let sizes = x.view.sizes
    let staying = sizes.indices.filter { !gone.contains($0) }
    let value = try translation.arranged(
      x, pixels: gone, channels: staying,
      shape: Translation.shape(sizes, gone, staying.reduce(1) { $0 * sizes[$1] }))
    let mean = try translation.builder.globalAveragePool(value)
    let centred = try translation.builder.combine(.difference, value, mean)
    let square = try translation.builder.combine(.product, centred, centred)
    let variance = try translation.affine(
      try translation.builder.globalAveragePool(square), scale: [1], shift: [epsilon], nil)
    let factor = try translation.builder.curve(
      .reciprocal, try translation.builder.curve(.squareRoot, variance))
    let result = try translation.builder.combine(.product, centred, factor)
    return Activation(result, View(sizes: sizes, order: gone + staying))
  }

  /// LRN (Krizhevsky et al. 2012): x / (bias + alpha / size Σ x²)^beta, the sum over neighbouring
  /// channels.
  static func localResponse(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let size = try call.integer("size", 0)
    let (alpha, beta) = (try call.float("alpha", 0.0001), try call.float("beta", 0.75))
    let bias = try call.float("bias", 1)
    guard let channels = x.view.sizes.first, size > 0, size <= 1 << 16, channels <= 1 << 12,
      alpha >= 0, bias > 0
    else { throw Fault(expected: "alpha from 0 and bias above 0", found: "\(alpha), \(bias)") }
    let (value, order) = try translation.arranged(x, channels: 0)
    let square = try translation.builder.combine(.product, value, value)
    let name = translation.layerName(call)
    let sum = try translation.builder.convolution(
      name, square, outputs: channels, kernel: Extent(1))
    let (before, after) = ((size - 1) / 2, size / 2)
    let band = (0..<channels).flatMap { output in
      (0..<channels).map { input in
        (output - before...output + after).contains(input) ? alpha / Float(size) : 0
      }
    }
    try translation.addWeights(name + ".weight", shape: [channels, channels, 1, 1], band)
    // The power by way of the logarithm: its base is above 0.
    let base = try translation.affine(sum, scale: [1], shift: [bias], nil)
    let exponent = try translation.affine(
      try translation.builder.curve(.logarithm, base), scale: [-beta], shift: [0], nil)
    let factor = try translation.builder.curve(.exponential, exponent)
    let result = try translation.builder.combine(.product, value, factor)
    return [.computed(Activation(result, View(sizes: x.view.sizes, order: order)))]
  }

  /// ReduceL2, by the sum of squares.
  static func euclidean(_ call: Call, _ translation: Translation) throws -> [Operand] {
    var result = try sum(of: call, translation) {
      try translation.builder.combine(.product, $0, $0)
    }
    result.value = try translation.builder.curve(.squareRoot, result.value)
    return [.computed(result)]
  }

  /// ReduceSumSquare.
  static func squares(_ call: Call, _ translation: Translation) throws -> [Operand] {
    [
      .computed(
        try sum(of: call, translation) { try translation.builder.combine(.product, $0, $0) })
    ]
  }

  /// ReduceL1.
  static func magnitudes(_ call: Call, _ translation: Translation) throws -> [Operand] {
    [.computed(try sum(of: call, translation) { try translation.builder.curve(.magnitude, $0) })]
  }

  private static func sum(
    of call: Call, _ translation: Translation,
    _ function: (GraphBuilder.Value) throws -> GraphBuilder.Value
  ) throws -> Activation {
    var x = try call.activation()
    x.value = try function(x.value)
    return try Pooling.reduce(x, .sum, call, translation)
  }
}
