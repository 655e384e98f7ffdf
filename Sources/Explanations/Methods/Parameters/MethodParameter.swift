/// A parameter of an explanation method: its name, help, allowed values and default.
///
/// A method keeps its parameters in a table (`MethodDescription`), from which options, help texts
/// and range checks are derived.
package struct MethodParameter<Value: Sendable>: Sendable {
  package let name: String
  /// Placeholder of the value in help texts, such as `N`.
  package let placeholder: String
  package let help: String
  package let allowed: AllowedValues
  package let fallback: Value
  /// The default in words.
  package let defaultText: String
  private let convert: @Sendable (String) -> Value?
  private let isAllowed: @Sendable (Value) -> Bool

  /// - Parameters:
  ///   - convert: nil for a text that is no such value at all.
  ///   - isAllowed: whether a value that can be read is in range, too.
  init(
    _ name: String, _ placeholder: String, _ allowed: AllowedValues, default fallback: Value,
    described defaultText: String, help: String,
    isAllowed: @escaping @Sendable (Value) -> Bool = { _ in true },
    convert: @escaping @Sendable (String) -> Value?
  ) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.allowed = allowed
    self.fallback = fallback
    self.defaultText = defaultText
    self.isAllowed = isAllowed
    self.convert = convert
  }

  /// - Throws: for a text that is not one of the allowed values.
  package func value(of text: String) throws(ExplanationError) -> Value {
    guard let value = convert(text), isAllowed(value) else {
      throw .setting(name, expected: allowed.expected, found: "'\(text)'")
    }
    return value
  }

  /// - Throws: for a value out of range.
  package func check(_ value: Value) throws(ExplanationError) {
    guard isAllowed(value) else {
      throw .setting(name, expected: allowed.expected, found: "\(value)")
    }
  }
}

/// A parameter with a value of any type.
package protocol DescribedParameter: Sendable {
  var name: String { get }
  var placeholder: String { get }
  var help: String { get }
  var allowed: AllowedValues { get }
  var defaultText: String { get }

  /// Whether the text is one of the allowed values.
  func accepts(_ text: String) -> Bool
}

extension MethodParameter: DescribedParameter {
  package func accepts(_ text: String) -> Bool { (try? value(of: text)) != nil }
}
