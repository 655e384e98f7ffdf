import NeuralNetwork

/// Pooling over windows and over whole images.
enum Pooling {
  static func maximum(_ call: Call, _ translation: Translation) throws -> [Operand] {
    guard try call.integer("storage_order", 0) == 0 else {
      throw Fault("numbers its indices column by column")
    }
    try call.refuseResults(beyond: 1)
    let x = try call.activation()
    let window = try window(call, x)
    let value = try translation.image(x)
    let result = try translation.builder.maxPool(
      translation.layerName(call), value, window)
    return [.computed(translation.imageResult(result, rank: x.view.axes.count + 1))]
  }

  static func average(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let countsPadding = try call.flag("count_include_pad")
    let x = try call.activation()
    let window = try window(call, x)
    let value = try translation.image(x)
    let result = try translation.builder.averagePool(
      translation.layerName(call), value, window, countsPadding: countsPadding)
    return [.computed(translation.imageResult(result, rank: x.view.axes.count + 1))]
  }

  private static func window(_ call: Call, _ x: Activation) throws -> PoolWindow {
    let attributes = try WindowAttributes(call, input: Array(x.view.sizes.dropFirst()))
    return PoolWindow(
      kernel: attributes.kernel, stride: attributes.stride, padding: attributes.padding,
      dilation: attributes.dilation, roundsUp: try call.flag("ceil_mode"))
  }

  /// GlobalAveragePool and GlobalMaxPool: one pixel is left.
  static func global(
    isMaximum: Bool
  ) -> Translate {
    { call, translation in
      let x = try call.activation()
      let sizes = x.view.sizes
      guard sizes.count >= 1 else { throw Fault(expected: "channels", found: "none") }
      let value = try translation.arranged(
        x, pixels: Array(sizes.indices.dropFirst()), channels: [0],
        shape: Translation.shape(sizes, Array(sizes.indices.dropFirst()), sizes[0]))
      let result = try pooled(value, isMaximum: isMaximum, call, translation)
      let ones = sizes.indices.map { $0 == 0 ? sizes[0] : 1 }
      return [
        .computed(Activation(result, View(sizes: ones, order: sizes.indices.reversed())))
      ]
    }
  }

  /// What is left of an image's pixels.
  static func pooled(
    _ value: GraphBuilder.Value, isMaximum: Bool, _ call: Call, _ translation: Translation
  ) throws -> GraphBuilder.Value {
    guard isMaximum else { return try translation.builder.globalAveragePool(value) }
    let shape = translation.builder.shape(of: value)
    return try translation.builder.maxPool(
      translation.layerName(call), value, kernel: Extent(shape.height, shape.width),
      stride: Extent(1))
  }

  /// ReduceMean, ReduceMax, ReduceSum: the axes that go become pixels, those that stay channels.
  static func reduction(_ kind: Reduction) -> Translate {
    { call, translation in
      [.computed(try reduce(try call.activation(), kind, call, translation))]
    }
  }

  static func reduce(
    _ x: Activation, _ kind: Reduction, _ call: Call, _ translation: Translation
  ) throws -> Activation {
    let keeps = try call.flag("keepdims", true)
    let rank = x.view.axes.count + 1
    guard let axes = try reducedAxes(call, rank: rank) else { return x }
    guard !axes.contains(0) else { throw Fault("reduces the batch") }
    let gone = axes.sorted().map { $0 - 1 }
    let staying = x.view.axes.indices.filter { !gone.contains($0) }
    let sizes = x.view.sizes
    // In memory's own order where that saves moving: means do not hang on it.
    let pixels = inMemoryOrder(gone, x.view)
    let channels = inMemoryOrder(staying, x.view)
    let value = try translation.arranged(
      x, pixels: pixels, channels: channels,
      shape: Translation.shape(sizes, pixels, channels.reduce(1) { $0 * sizes[$1] }))
    var result = try pooled(value, isMaximum: kind == .maximum, call, translation)
    if kind == .sum {
      let count = gone.reduce(1) { $0 * sizes[$1] }
      result = try translation.affine(result, scale: [Float(count)], shift: [0], call)
    }
    let left = keeps ? Array(sizes.indices) : staying
    let leftSizes = left.map { gone.contains($0) ? 1 : sizes[$0] }
    let order =
      left.indices.filter { gone.contains(left[$0]) }
      + channels.compactMap { left.firstIndex(of: $0) }
    return Activation(result, View(sizes: leftSizes, order: order))
  }

  enum Reduction {
    case mean
    case maximum
    case sum
  }

  /// The axes, counted with the batch; nil for none to be reduced.
  private static func reducedAxes(
    _ call: Call, rank: Int
  ) throws -> [Int]? {
    // Axes became an input with opset 18, for sums with 13.
    let list = try call.integers(attribute: "axes", orInput: 1) ?? []
    let isNothing = try call.flag("noop_with_empty_axes")
    if list.isEmpty { return isNothing ? nil : Array(0..<rank) }
    return try list.map { try call.axis($0, rank: rank) }
  }

  private static func inMemoryOrder(_ axes: [Int], _ view: View) -> [Int] {
    axes.sorted { one, other in
      let strides = [one, other].map { view.axes[$0].map(\.stride).max() ?? 0 }
      return strides[0] > strides[1]
    }
  }
}
