/// One option of a command, as data: the parser and the help text read the same value.
package struct Option: Sendable, Equatable {
  /// The long name without its dashes.
  package let name: String
  /// What stands for the value in help texts, such as `FILE`; nil makes the option a flag.
  package let placeholder: String?
  package let help: String
  /// What holds when the option is not given, in words; only shown.
  package let defaultText: String?
  package let isRequired: Bool
  /// Takes several values: `--name A B C`, or `--name A --name B`.
  package let isRepeatable: Bool

  package init(
    _ name: String, _ placeholder: String? = nil, help: String, default defaultText: String? = nil,
    required: Bool = false, repeatable: Bool = false
  ) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.isRequired = required
    self.isRepeatable = repeatable
  }

  package var isFlag: Bool { placeholder == nil }

  /// The option as the user types it.
  package var spelling: String { "--" + name }

  /// The option and what follows it: `--out DIR`, `--predictions FILE...`.
  package var usage: String {
    guard let placeholder else { return spelling }
    return "\(spelling) \(placeholder)" + (isRepeatable ? "..." : "")
  }
}

/// An argument that has no name and is known by its place.
package struct Positional: Sendable, Equatable {
  /// What stands for the argument in help texts, such as `FILE`.
  package let placeholder: String
  package let help: String
  package let isRequired: Bool
  /// Takes all that is left; only the last positional may.
  package let isRepeatable: Bool

  package init(
    _ placeholder: String, help: String, required: Bool = true, repeatable: Bool = false
  ) {
    self.placeholder = placeholder
    self.help = help
    self.isRequired = required
    self.isRepeatable = repeatable
  }

  package var usage: String {
    let name = placeholder + (isRepeatable ? "..." : "")
    return isRequired ? name : "[\(name)]"
  }
}
