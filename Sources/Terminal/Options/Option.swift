/// An option whose value has a type: its name, its help, how its text is read and what holds
/// without it are said once, here; parser, help, completions and the command all follow from it.
///
/// `Value` is optional where nothing need be given, an array where several may be, `Bool` for a
/// flag.
package struct Option<Value: Sendable>: Sendable {
  package let declaration: OptionDeclaration
  /// From the texts that were given, none or more, all of which the declaration accepts.
  private let read: @Sendable ([String]?) -> Value

  private init(
    _ declaration: OptionDeclaration, read: @escaping @Sendable ([String]?) -> Value
  ) {
    self.declaration = declaration
    self.read = read
  }

  /// What the option stands for on a command line that was checked.
  func value(in given: GivenOptions) -> Value { read(given[declaration]) }

  /// The same option, listed after the basic ones.
  package var advanced: Self {
    var declaration = declaration
    declaration.isAdvanced = true
    return Self(declaration, read: read)
  }
}

extension Option {
  /// An option with a default, which the help shows.
  package init(
    _ name: String, _ placeholder: String, _ kind: ValueKind<Value>, help: String,
    default fallback: Value
  ) {
    self.init(
      OptionDeclaration(
        name, placeholder, kind, help: help, defaultText: kind.describe(fallback))
    ) { texts in texts?.first.flatMap(kind.parse) ?? fallback }
  }

  /// An option that must be given.
  package init(
    required name: String, _ placeholder: String, _ kind: ValueKind<Value>, help: String
  ) {
    let declaration = OptionDeclaration(name, placeholder, kind, help: help, isRequired: true)
    self.init(declaration) { texts in
      guard let value = texts?.first.flatMap(kind.parse) else {
        preconditionFailure("\(declaration.spelling) was not checked before it was read")
      }
      return value
    }
  }

  /// An option that may be left out.
  ///
  /// - Parameter fallback: what holds then, in words.
  package init<Given>(
    _ name: String, _ placeholder: String, _ kind: ValueKind<Given>, help: String,
    otherwise fallback: String? = nil
  ) where Value == Given? {
    self.init(
      OptionDeclaration(name, placeholder, kind, help: help, defaultText: fallback)
    ) { $0?.first.flatMap(kind.parse) }
  }

  /// An option that takes several values: `--name A B C`, or `--name A --name B`.
  ///
  /// - Parameter least: how many there must be, if there are any.
  package init<Element>(
    several name: String, _ placeholder: String, _ kind: ValueKind<Element>, help: String,
    atLeast least: Int = 1, default fallback: [Element] = [], otherwise fallbackText: String? = nil,
    required: Bool = false
  ) where Value == [Element] {
    let shown =
      fallback.isEmpty ? fallbackText : fallback.map(kind.describe).joined(separator: " ")
    var declaration = OptionDeclaration(
      name, placeholder, kind, help: help, defaultText: shown, isRequired: required,
      isRepeatable: true)
    declaration.least = least
    self.init(declaration) { $0?.compactMap(kind.parse) ?? fallback }
  }

  /// An option without a value, which is given or not.
  package init(flag name: String, help: String) where Value == Bool {
    self.init(OptionDeclaration(flag: name, help: help)) { $0 != nil }
  }

  /// An argument known by its place, which may be left out.
  package init<Given>(
    argument placeholder: String, _ kind: ValueKind<Given>, help: String
  ) where Value == Given? {
    var declaration = OptionDeclaration(
      placeholder.lowercased(), placeholder, kind, help: help)
    declaration.isArgument = true
    self.init(declaration) { $0?.first.flatMap(kind.parse) }
  }

  /// An argument known by its place, which must be given.
  package init(
    requiredArgument placeholder: String, _ kind: ValueKind<Value>, help: String
  ) {
    let option = Self(required: placeholder.lowercased(), placeholder, kind, help: help)
    var declaration = option.declaration
    declaration.isArgument = true
    self.init(declaration, read: option.read)
  }

  /// The arguments that follow, all of them.
  package init<Element>(
    arguments placeholder: String, _ kind: ValueKind<Element>, help: String, required: Bool = false
  ) where Value == [Element] {
    var declaration = OptionDeclaration(
      placeholder.lowercased(), placeholder, kind, help: help, isRequired: required,
      isRepeatable: true)
    declaration.isArgument = true
    self.init(declaration) { $0?.compactMap(kind.parse) ?? [] }
  }
}

/// An option whatever the type of its value.
package protocol DeclaredOption: Sendable {
  var declaration: OptionDeclaration { get }
}

extension Option: DeclaredOption {}
