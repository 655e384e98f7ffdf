import KernelInterface

/// Values limited to bounds; with 0 and infinity that is ReLU.
///
/// The gradient is 0 where a value lies on a bound or beyond.
package struct Clamp: Operation {
  package var lower: Float
  package var upper: Float

  package var text: String {
    if lower == 0 { return upper.isFinite ? "ReLU up to \(upper)" : "ReLU" }
    return "clamp \(lower)...\(upper)"
  }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    // Written so that NaN fails.
    guard lower <= upper else {
      throw place.error(
        expected: "a lower bound not above the upper", found: "\(lower) and \(upper)")
    }
    return try place.only(inputs)
  }

  package var spread: Spread { .within(radius: 0, inner: self) }
  package var rider: Rider? { .bounds(Bounds(lower: lower, upper: upper)) }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    ActivationStep(fused, compilation.graph, Bounds(lower: lower, upper: upper))
  }
}

extension GraphBuilder {
  /// max(x, 0), or min(max(x, 0), limit).
  package mutating func relu(
    _ input: Value, limit: Float = .infinity
  ) throws(NetworkError) -> Value {
    try append("relu", Clamp(lower: 0, upper: limit), [input])
  }

  package mutating func clamp(
    _ input: Value, lower: Float, upper: Float
  ) throws(NetworkError) -> Value {
    try append("clamp", Clamp(lower: lower, upper: upper), [input])
  }
}
