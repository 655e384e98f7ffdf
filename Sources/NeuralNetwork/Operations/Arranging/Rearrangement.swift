/// The same numbers of an image in another order, or as an image of another height and width.
///
/// What other programs call reshaping, flattening, transposing and shuffling of channels.
package struct Rearrangement: Operation {
  /// So many steps of so many floats.
  package struct Factor: Equatable, Sendable {
    package var size: Int
    package var stride: Int

    package init(size: Int, stride: Int) {
      self.size = size
      self.stride = stride
    }
  }

  package var shape: Shape
  /// Where the numbers are taken from, row by row, the outermost factor first.
  package var order: [Factor]

  package var text: String { "rearrangement" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    // Each number once: counted from the innermost, each stride is the product of the sizes below.
    var product = 1
    for factor in order.sorted(by: { $0.stride < $1.stride }) where factor.size != 1 {
      guard factor.stride == product, factor.size > 0, product <= input.count / factor.size else {
        throw place.error(expected: "an order with each number once", found: "\(order)")
      }
      product *= factor.size
    }
    let sides = [shape.height, shape.width, shape.channels]
    guard product == input.count, LayerPlace.product(sides, most: product) == product else {
      throw place.error(expected: "a shape of \(input.count) values", found: "\(shape)")
    }
    return shape
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    RearrangementStep(fused, compilation.graph, order)
  }
}

extension GraphBuilder {
  /// An image as channels of one pixel, in PyTorch's order: channel by channel.
  package mutating func flatten(_ input: Value) throws(NetworkError) -> Value {
    let image = shape(of: input)
    return try rearrange(
      input, to: Shape(1, 1, image.count),
      order: [
        .init(size: image.channels, stride: 1),
        .init(size: image.height * image.width, stride: image.channels),
      ])
  }

  /// - Throws: `NetworkError` unless the order takes each number once, as many as the shape has.
  package mutating func rearrange(
    _ input: Value, to shape: Shape, order: [Rearrangement.Factor]
  ) throws(NetworkError) -> Value {
    try append("rearrange", Rearrangement(shape: shape, order: order), [input])
  }
}
