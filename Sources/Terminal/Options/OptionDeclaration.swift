/// What parser, help, completions, manual and tests need to know of an option.
package struct OptionDeclaration: Sendable {
  /// The long name without its dashes; of an argument without a name, that of its place.
  package let name: String
  /// What stands for the value in help texts, such as `FILE`; nil makes the option a flag.
  package let placeholder: String?
  package let help: String
  /// What holds when the option is not given; only shown.
  package let defaultText: String?
  package let isRequired: Bool
  /// Takes several values: `--name A B C`, or `--name A --name B`.
  package let isRepeatable: Bool
  /// How many values there must be at least, if there are any.
  package internal(set) var least = 1
  /// Which files the value names, if it names any.
  package let file: FileUse?
  /// The values that can be listed.
  package let candidates: [String]
  /// Has no name, and is known by its place.
  package internal(set) var isArgument = false
  /// Listed after the basic options.
  package internal(set) var isAdvanced = false
  /// The value in words, and the nearest that would be right, for a text that is none; nil for
  /// others.
  let fault: @Sendable (String) -> (expected: String, near: String?)?

  init<Value>(
    _ name: String, _ placeholder: String, _ kind: ValueKind<Value>, help: String,
    defaultText: String? = nil, isRequired: Bool = false, isRepeatable: Bool = false
  ) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.isRequired = isRequired
    self.isRepeatable = isRepeatable
    file = kind.file
    candidates = kind.candidates
    fault = { kind.parse($0) == nil ? (kind.expected, kind.suggest($0)) : nil }
  }

  init(flag name: String, help: String) {
    self.name = name
    self.help = help
    placeholder = nil
    defaultText = nil
    isRequired = false
    isRepeatable = false
    file = nil
    candidates = []
    fault = { _ in nil }
  }

  /// Whether the text is a value of the option.
  package func accepts(_ text: String) -> Bool { fault(text) == nil }

  package var isFlag: Bool { placeholder == nil }

  /// The option as the user types it.
  package var spelling: String { isArgument ? placeholder ?? name : "--" + name }

  /// The option and what follows it: `--out DIR`, `--predictions FILE...`.
  package var usage: String {
    guard let placeholder else { return spelling }
    let dots = placeholder.hasSuffix("…") ? " ..." : "..."
    let value = placeholder + (isRepeatable ? dots : "")
    if isArgument { return isRequired ? value : "[\(value)]" }
    return spelling + " " + value
  }
}

/// Which files the value of an option names.
package enum FileUse: Sendable {
  /// A file that is read.
  case input
  /// A file or a directory that is read, or a word that stands for one.
  case inputOrDirectory
  /// A file that is written.
  case output
  /// A directory that is written into.
  case outputDirectory
}
