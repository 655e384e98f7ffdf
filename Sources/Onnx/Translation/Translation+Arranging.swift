import NeuralNetwork

extension Translation {
  /// A value in memory with some axes as pixels and others as channels, row by row.
  ///
  /// - Parameter shape: of as many numbers as the axes have.
  func arranged(
    _ activation: Activation, pixels: [Int], channels: [Int], shape: Shape
  ) throws -> GraphBuilder.Value {
    let view = activation.view
    let order = View.joined((pixels + channels).flatMap { view.axes[$0] })
    let isInPlace = order.isEmpty || (order.count == 1 && order[0].stride == 1)
    if isInPlace, builder.shape(of: activation.value) == shape { return activation.value }
    return try builder.rearrange(
      activation.value, to: shape,
      order: order.map { Rearrangement.Factor(size: $0.size, stride: $0.stride) })
  }

  /// A value as an image: of N x C x H x W, of N x C x L (a line of pixels), of N x C (one pixel).
  func image(_ activation: Activation) throws -> GraphBuilder.Value {
    let sizes = activation.view.sizes
    guard (0...3).contains(sizes.count) else {
      throw Fault(expected: "an input of 2 to 4 axes", found: sizes.count + 1)
    }
    let pixels = sizes.indices.dropFirst()
    return try arranged(
      activation, pixels: Array(pixels), channels: sizes.isEmpty ? [] : [0],
      shape: Shape(
        sizes.count == 3 ? sizes[1] : 1,
        sizes.count == 3 ? sizes[2] : pixels.map { sizes[$0] }.first ?? 1,
        sizes.first ?? 1))
  }

  /// The result of an operation on `image(_:)`, with as many axes.
  func imageResult(_ value: GraphBuilder.Value, rank: Int) -> Activation {
    let shape = builder.shape(of: value)
    let view =
      switch rank {
      case 1: View(sizes: [], order: [])
      case 2: View(sizes: [shape.channels], order: [0])
      case 3: View(sizes: [shape.channels, shape.width], order: [1, 0])
      default: View(sizes: [shape.channels, shape.height, shape.width], order: [1, 2, 0])
      }
    return Activation(value, view)
  }

  /// A value with one axis as channels, the others as pixels.
  ///
  /// - Returns: the value, and the order in which its axes now lie in memory.
  func arranged(
    _ activation: Activation, channels axis: Int
  ) throws -> (value: GraphBuilder.Value, order: [Int]) {
    let sizes = activation.view.sizes
    let pixels = sizes.indices.filter { $0 != axis }
    let value = try arranged(
      activation, pixels: pixels, channels: [axis], shape: Self.shape(sizes, pixels, sizes[axis]))
    return (value, pixels + [axis])
  }

  /// The first axis as height, all others as width.
  static func shape(_ sizes: [Int], _ pixels: [Int], _ channels: Int) -> Shape {
    guard pixels.count > 1 else { return Shape(1, pixels.first.map { sizes[$0] } ?? 1, channels) }
    return Shape(
      sizes[pixels[0]], pixels.dropFirst().reduce(1) { $0 * sizes[$1] }, channels)
  }
}
