/// What the user gave to one command, by name, with typed and checked access.
///
/// Asking for a name the command does not declare is a programming mistake and stops the program.
package struct Arguments: Sendable {
  /// The words that chose the command, such as `misclass data info`.
  package let command: String
  /// The arguments without a name, in their order.
  package let positionals: [String]
  /// The values of every option that was given; a flag has none.
  private let given: [String: [String]]
  private let declared: Set<String>

  init(command: String, positionals: [String], given: [String: [String]], declared: Set<String>) {
    self.command = command
    self.positionals = positionals
    self.given = given
    self.declared = declared
  }

  /// Whether the option stands on the command line at all.
  package func isGiven(_ name: String) -> Bool {
    precondition(declared.contains(name), "\(command) declares no option --\(name)")
    return given[name] != nil
  }

  /// Whether the flag stands on the command line.
  package func flag(_ name: String) -> Bool { isGiven(name) }

  /// The value of an option that must be there.
  package func value<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(UsageError) -> Value {
    guard let value = try value(ifGiven: name, kind) else {
      throw UsageError("--\(name) is missing", command: command)
    }
    return value
  }

  /// The value of an option, or what holds without it.
  package func value<Value>(
    _ name: String, _ kind: ValueKind<Value>, default fallback: @autoclosure () -> Value
  ) throws(UsageError) -> Value {
    try value(ifGiven: name, kind) ?? fallback()
  }

  /// The value of an option, or nil without it.
  package func value<Value>(
    ifGiven name: String, _ kind: ValueKind<Value>
  ) throws(UsageError) -> Value? {
    try values(name, kind).first
  }

  /// All values of an option in their order, none if it was not given.
  package func values<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(UsageError) -> [Value] {
    guard isGiven(name) else { return [] }
    var values: [Value] = []
    for text in given[name, default: []] {
      guard let value = kind.parse(text) else {
        throw UsageError(
          "--\(name): expected \(kind.expected), found '\(text)'",
          suggestion: kind.suggest(text), command: command)
      }
      values.append(value)
    }
    return values
  }
}
