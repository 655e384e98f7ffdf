/// The image: the first node of every graph, and no other.
package struct Input: Operation {
  let shape: Shape

  package var text: String { "input" }
  package var isModule: Bool { true }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.check(inputs.count, 0...0, "number of inputs")
    return shape
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    preconditionFailure("the input is given, not computed")
  }
}
