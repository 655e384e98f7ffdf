/// The channels of several values of one height and width, side by side.
package struct Concatenation: Operation {
  package var text: String { "concatenation" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.check(inputs.count, 1...LayerPlace.largestSide, "number of inputs")
    var shape = inputs[0]
    for input in inputs.dropFirst() {
      guard input.height == shape.height, input.width == shape.width else {
        throw place.error(
          expected: "inputs of \(shape.height)x\(shape.width) pixels", found: input.description)
      }
      shape.channels += input.channels
    }
    return shape
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    ConcatenationStep(fused, compilation.graph)
  }
}

extension GraphBuilder {
  package mutating func concatenate(_ inputs: [Value]) throws(NetworkError) -> Value {
    try append("cat", Concatenation(), inputs)
  }
}
