import NeuralNetwork

/// Operators that cut and surround.
enum Parts {
  /// Slice: a part along each axis but the batch.
  static func slice(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let sizes = x.view.sizes
    let numbers = try SliceNumbers(call, rank: sizes.count + 1)
    guard numbers.leaves(axis: 0) else { throw Fault("cuts the batch") }
    let ranges = try sizes.indices.map { axis in
      let range = try numbers.range(axis: axis + 1, size: sizes[axis])
      return Crop.Indices(start: range.start, step: range.step, count: range.count)
    }
    return [.computed(try translation.cropped(x, to: ranges))]
  }

  static func split(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let all = [1] + x.view.sizes
    let (axis, sizes) = try SplitNumbers.read(call, shape: all)
    guard axis > 0 else { throw Fault("cuts the batch") }
    var start = 0
    return try sizes.map { size in
      defer { start += size }
      let ranges = x.view.sizes.enumerated().map { number, whole in
        number == axis - 1
          ? Crop.Indices(start: start, count: size) : Crop.Indices(start: 0, count: whole)
      }
      return .computed(try translation.cropped(x, to: ranges))
    }
  }

  /// Pad around an image; zeros are taken over by a convolution that follows.
  static func pad(_ call: Call, _ translation: Translation) throws -> [Operand] {
    let x = try call.activation()
    let rank = x.view.axes.count + 1
    let mode = try call.string("mode", "constant")
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw Fault(expected: "mode constant, reflect, edge or wrap", found: mode)
    }
    let isOld = call.opset < 11
    let value =
      isOld
      ? try call.float("value", 0)
      : try call.optionalKnown(2, "a value")?.scalar() ?? 0
    guard value == 0 || mode != "constant" else {
      throw Fault(expected: "zeros around the image", found: value)
    }
    let given =
      isOld
      ? try call.integers(call.opset < 2 ? "paddings" : "pads") ?? []
      : try call.known(1, "pads").integers()
    let axes =
      try call.optionalKnown(3, "axes")?.integers().map { try call.axis($0, rank: rank) }
      ?? Array(0..<rank)
    guard given.count == 2 * axes.count, Set(axes).count == axes.count,
      given.allSatisfy({ (0...1 << 15).contains($0) })
    else { throw Fault(expected: "pads from 0 on for each axis", found: "\(given)") }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (place, axis) in axes.enumerated() {
      before[axis] = given[place]
      after[axis] = given[axes.count + place]
    }
    if given.allSatisfy({ $0 == 0 }) { return [.computed(x)] }
    if mode != "constant" {
      return [
        .computed(
          try Resampling.padded(x, before, after, mode: mode, call, translation))
      ]
    }
    guard rank == 4, before[0] + after[0] + before[1] + after[1] == 0 else {
      return [.computed(try channelPad(x, before, after, rank, call, translation))]
    }
    let padding = Padding(top: before[2], left: before[3], bottom: after[2], right: after[3])
    let image = try translation.image(x)
    let channels = x.view.sizes[0]
    let name = translation.layerName(call)
    let result = try translation.builder.convolution(
      name, image, outputs: channels, kernel: Extent(1), padding: padding, groups: channels)
    try translation.addWeights(
      name + ".weight", shape: [channels, 1, 1, 1], [Float](repeating: 1, count: channels))
    translation.origins[result] = .padded(image, padding)
    return [.computed(translation.imageResult(result, rank: 4))]
  }

  /// Zero channels before and after, as CIFAR's residual networks have them.
  private static func channelPad(
    _ x: Activation, _ before: [Int], _ after: [Int], _ rank: Int, _ call: Call,
    _ translation: Translation
  ) throws -> Activation {
    let padded = (0..<rank).filter { before[$0] + after[$0] > 0 }
    guard padded.count == 1, padded[0] > 0 else {
      throw Fault("surrounds more than the sides of an image or one other axis")
    }
    let axis = padded[0] - 1
    let (value, order) = try translation.arranged(x, channels: axis)
    let result = try translation.builder.parameterFreeShortcut(
      value, before: before[axis + 1], after: after[axis + 1])
    var sizes = x.view.sizes
    sizes[axis] += before[axis + 1] + after[axis + 1]
    return Activation(result, View(sizes: sizes, order: order))
  }
}

extension Translation {
  /// A part of a value along its axes, of which at most three may be cut.
  func cropped(_ x: Activation, to ranges: [Crop.Indices]) throws -> Activation {
    let sizes = x.view.sizes
    let isWhole = zip(ranges, sizes).map { $0 == Crop.Indices(start: 0, count: $1) }
    if isWhole.allSatisfy({ $0 }) { return x }
    guard ranges.allSatisfy({ $0.count > 0 }) else { throw Fault("leaves nothing") }
    // In memory's own order, the innermost axis as channels.
    let order = sizes.indices.sorted { one, other in
      let strides = [one, other].map { x.view.axes[$0].map(\.stride).min() ?? Int.max }
      return (strides[0], other) > (strides[1], one)
    }
    guard let channels = order.last else { throw Fault(expected: "axes", found: "none") }
    let pixels = order.dropLast().filter { sizes[$0] > 1 }
    guard pixels.count <= 2 || pixels.dropFirst().allSatisfy({ isWhole[$0] }) else {
      throw Fault("cuts more than three axes")
    }
    let value = try arranged(
      x, pixels: Array(order.dropLast()), channels: [channels],
      shape: Self.shape(sizes, Array(pixels), sizes[channels]))
    let shape = builder.shape(of: value)
    let whole = [shape.height, shape.width].map { Crop.Indices(start: 0, count: $0) }
    let rows = pixels.count > 1 ? ranges[pixels[0]] : whole[0]
    let columns =
      pixels.count == 1 ? ranges[pixels[0]] : pixels.count == 2 ? ranges[pixels[1]] : whole[1]
    let result = try builder.crop(
      value, Crop(rows: rows, columns: columns, channels: ranges[channels]))
    return Activation(result, View(sizes: ranges.map(\.count), order: order))
  }
}
