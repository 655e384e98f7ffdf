/// How long one step of a program took, all passes together, and what it had to do.
package struct StepTime: Sendable, Equatable {
  package let name: String
  package let kind: String
  /// Seconds.
  package private(set) var forward = 0.0
  package private(set) var backward = 0.0
  /// Multiplications of all passes as the layer's formula has them, however it is computed.
  package private(set) var multiplications = 0.0
  /// Bytes of operands and results of all passes, each counted once.
  package private(set) var bytes = 0.0

  init(name: String, kind: String) {
    self.name = name
    self.kind = kind
  }

  /// Multiplications and operands of a backward pass count twice: for the input and for the
  /// weights.
  mutating func add(
    _ seconds: Double, backward isBackward: Bool, multiplications: Double, bytes: Double
  ) {
    if isBackward { backward += seconds } else { forward += seconds }
    self.multiplications += multiplications * (isBackward ? 2 : 1)
    self.bytes += bytes * (isBackward ? 2 : 1)
  }
}
