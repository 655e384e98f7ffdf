import NeuralNetwork

/// How a value came about, where operations that follow may be joined with it.
enum Origin {
  /// A factor and a term for all numbers, or for each channel.
  case affine(of: GraphBuilder.Value, scale: [Float], shift: [Float])
  case sigmoid(of: GraphBuilder.Value)
  /// With slope 1/6 and offset 1/2.
  case hardSigmoid(of: GraphBuilder.Value)
  /// Zeros around an image.
  case padded(GraphBuilder.Value, Padding)
}

extension Translation {
  /// value * scale + shift, with one number for all or one for each channel in memory.
  ///
  /// Several in a row become one, and none where nothing changes.
  func affine(
    _ value: GraphBuilder.Value, scale: [Float], shift: [Float], _ call: Call?
  ) throws -> GraphBuilder.Value {
    guard (scale + shift).allSatisfy(\.isFinite) else {
      throw Fault(expected: "finite constants", found: "others")
    }
    var (base, factors, terms) = (value, scale, shift)
    if case .affine(let inner, let innerScale, let innerShift) = origins[value] {
      let joinedTerms = Self.joined(Self.joined(scale, innerShift, *), shift, +)
      // A factor of 0 would hide what the inner one had made infinite; it is rare enough.
      (base, factors, terms) = (inner, Self.joined(scale, innerScale, *), joinedTerms)
    }
    if factors.allSatisfy({ $0 == 1 }), terms.allSatisfy({ $0 == 0 }) { return base }
    let channels = builder.shape(of: base).channels
    let name = call.map { layerName($0) } ?? unusedName("scale")
    let result = try builder.batchNorm(name, base, epsilon: 0)
    func spread(_ list: [Float]) -> [Float] {
      list.count == channels ? list : [Float](repeating: list[0], count: channels)
    }
    let ones = [Float](repeating: 1, count: channels)
    try addWeights(name + ".weight", shape: [channels], spread(factors))
    try addWeights(name + ".bias", shape: [channels], spread(terms))
    try addWeights(name + ".running_mean", shape: [channels], ones.map { _ in 0 })
    try addWeights(name + ".running_var", shape: [channels], ones)
    origins[result] = .affine(of: base, scale: factors, shift: terms)
    return result
  }

  /// Two lists number by number, of which one may hold a single number for all.
  private static func joined(
    _ one: [Float], _ other: [Float], _ function: (Float, Float) -> Float
  ) -> [Float] {
    if one.count == 1 { return other.map { function(one[0], $0) } }
    if other.count == 1 { return one.map { function($0, other[0]) } }
    return one.indices.map { function(one[$0], other[$0]) }
  }

  /// An activation with constants as factor and term: each one number, or a tensor that is spread
  /// over the activation as ONNX does it.
  func affine(
    _ x: Activation, scale: Tensor?, shift: Tensor?, _ call: Call
  ) throws -> Activation {
    let spread = try [scale, shift].map { tensor in
      try tensor.map { try self.spread($0, over: x) }
    }
    var result = x
    let channels = builder.shape(of: x.value).channels
    let isOfChannels = spread.allSatisfy { $0.map { $0.count <= channels } ?? true }
    if !isOfChannels {
      // Each number of the image is a channel of its own.
      let count = x.view.count
      result.value = try builder.rearrange(
        x.value, to: Shape(1, 1, count), order: [.init(size: count, stride: 1)])
    }
    result.value = try affine(
      result.value, scale: spread[0] ?? [1], shift: spread[1] ?? [0], call)
    return result
  }

  private static let mostSpread = 1 << 24

  /// A constant as one number for all, one for each channel in memory, or one for each number of
  /// the image in memory.
  private func spread(_ tensor: Tensor, over x: Activation) throws -> [Float] {
    let values = try tensor.floats()
    let sizes = x.view.sizes
    guard tensor.shape.count <= sizes.count + 1 else {
      throw Fault(
        expected: "a constant of at most \(sizes.count + 1) axes", found: "\(tensor.shape)")
    }
    if values.count == 1 { return values }
    // Of the rank of the image, and 1 for its batch.
    var shape = [Int](repeating: 1, count: sizes.count + 1 - tensor.shape.count) + tensor.shape
    guard shape.removeFirst() == 1, zip(shape, sizes).allSatisfy({ $0 == 1 || $0 == $1 }),
      !values.isEmpty
    else {
      throw Fault(
        expected: "a constant that spreads over N x \(sizes)", found: "shape \(tensor.shape)")
    }
    let channels = builder.shape(of: x.value).channels
    let wide = shape.indices.filter { shape[$0] > 1 }
    if wide.count == 1, x.view.axes[wide[0]] == [View.Factor(size: channels, stride: 1)] {
      return values
    }
    guard x.view.count <= Self.mostSpread else {
      throw Fault("spreads a constant over more than \(Self.mostSpread) numbers")
    }
    var places = [0]
    var numbers = [0]
    var step = values.count
    for (axis, size) in shape.enumerated() {
      step /= size
      let inner = View.places(x.view.axes[axis])
      places = places.flatMap { place in inner.map { place + $0 } }
      numbers = numbers.flatMap { number in
        inner.indices.map { size == 1 ? number : number + $0 * step }
      }
    }
    var spread = [Float](repeating: 0, count: places.count)
    for (place, number) in zip(places, numbers) { spread[place] = values[number] }
    let isOfChannels = spread.indices.allSatisfy {
      spread[$0].bitPattern == spread[$0 % channels].bitPattern
    }
    return isOfChannels ? Array(spread.prefix(channels)) : spread
  }
}
