import KernelInterface

/// x / (1 + exp(-x)) (Elfwing, Uchibe & Doya 2017; also called swish).
package struct SiLU: Operation {
  package var text: String { "SiLU" }
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
    CurveStep(fused, compilation.graph, .silu)
  }
}

extension GraphBuilder {
  package mutating func silu(_ input: Value) throws(NetworkError) -> Value {
    try append("silu", SiLU(), [input])
  }
}
