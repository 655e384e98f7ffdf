import KernelInterface

/// min(max(slope * x + offset, 0), 1).
package struct HardSigmoid: Operation {
  package var slope: Float
  package var offset: Float

  package var text: String { "hard sigmoid" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    guard slope.isFinite, offset.isFinite else {
      throw place.error(expected: "finite slope and offset", found: "\(slope) and \(offset)")
    }
    return try place.only(inputs)
  }

  package func parameters(of inputs: [Shape]) -> [ParameterDescription] { [] }
  package func multiplications(of inputs: [Shape], output: Shape) -> Int { 0 }
  package var spread: Spread { .within(radius: 0, inner: self) }
  package var rider: Rider? { nil }
  package func carries(in mode: Mode) -> Carriage { [] }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    CurveStep(fused, compilation.graph, .hardSigmoid(slope: slope, offset: offset))
  }
}

extension GraphBuilder {
  /// The standard values are those of PyTorch.
  package mutating func hardSigmoid(
    _ input: Value, slope: Float = 1.0 / 6, offset: Float = 0.5
  ) throws(NetworkError) -> Value {
    try append("hardsigmoid", HardSigmoid(slope: slope, offset: offset), [input])
  }
}
