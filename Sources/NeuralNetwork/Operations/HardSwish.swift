import KernelInterface

/// x * min(max(x / 6 + 1 / 2, 0), 1) (Howard et al. 2019).
package struct HardSwish: Operation {
  package var text: String { "hard swish" }
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
    CurveStep(fused, compilation.graph, .hardSwish)
  }
}

extension GraphBuilder {
  package mutating func hardSwish(_ input: Value) throws(NetworkError) -> Value {
    try append("hardswish", HardSwish(), [input])
  }
}
