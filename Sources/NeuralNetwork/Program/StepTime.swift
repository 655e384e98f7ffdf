/// How long one step of a program took, all passes together.
package struct StepTime: Sendable, Equatable {
  package let name: String
  package let kind: String
  /// Seconds.
  package private(set) var forward = 0.0
  package private(set) var backward = 0.0

  init(name: String, kind: String) {
    self.name = name
    self.kind = kind
  }

  mutating func add(_ seconds: Double, backward isBackward: Bool) {
    if isBackward { backward += seconds } else { forward += seconds }
  }
}
