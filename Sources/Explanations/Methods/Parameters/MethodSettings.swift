/// The parameters that a user has set. A method reads those that it has, and uses its own defaults
/// for the others.
package struct MethodSettings: Sendable {
  package var target: ScoreTarget
  package var seed: UInt64
  /// Values as text, by the name of the parameter.
  private var texts: [String: String] = [:]

  package init(target: ScoreTarget = .predicted, seed: UInt64 = 0) {
    self.target = target
    self.seed = seed
  }

  /// - Throws: for a parameter that no method has, or a text that none of them accepts.
  package mutating func set(_ name: String, to text: String) throws(ExplanationError) {
    guard let parameter = SharedParameter.all.first(where: { $0.name == name }) else {
      throw .setting(
        name, expected: "one of " + SharedParameter.all.map(\.name).joined(separator: ", "),
        found: "'\(name)'")
    }
    guard parameter.accepts(text) else {
      throw .setting(name, expected: parameter.expected, found: "'\(text)'")
    }
    texts[name] = text
  }

  /// - Throws: for a text that another method accepts, but this one does not.
  func value<Value>(
    _ parameter: MethodParameter<Value>
  ) throws(ExplanationError) -> Value {
    guard let text = texts[parameter.name] else { return parameter.fallback }
    return try parameter.value(of: text)
  }
}
