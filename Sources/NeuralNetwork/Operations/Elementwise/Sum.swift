/// The sum of two values of one shape.
package struct Sum: Operation {
  package var text: String { "sum" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.check(inputs.count, 2...2, "number of inputs")
    guard inputs[0] == inputs[1] else {
      throw place.error(
        expected: "two inputs of one shape", found: "\(inputs[0]) and \(inputs[1])")
    }
    return inputs[0]
  }

  package var rider: Rider? { .sum }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    AddStep(fused, compilation.graph)
  }
}

extension GraphBuilder {
  package mutating func add(_ left: Value, _ right: Value) throws(NetworkError) -> Value {
    try append("add", Sum(), [left, right])
  }
}
