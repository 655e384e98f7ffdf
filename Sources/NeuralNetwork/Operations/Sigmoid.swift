import KernelInterface

/// The logistic function, 1 / (1 + exp(-x)).
package struct Sigmoid: Operation {
  package var text: String { "sigmoid" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.only(inputs)
  }

  package func parameters(of inputs: [Shape]) -> [ParameterDescription] { [] }
  package func multiplications(of inputs: [Shape], output: Shape) -> Int { 0 }
  package var spread: Spread { .within(radius: 0, inner: self) }
  package var rider: Rider? { nil }
  package func carries(in mode: Mode) -> Carriage { [] }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    CurveStep(fused, compilation.graph, .sigmoid)
  }
}

extension GraphBuilder {
  package mutating func sigmoid(_ input: Value) throws(NetworkError) -> Value {
    try append("sigmoid", Sigmoid(), [input])
  }
}
