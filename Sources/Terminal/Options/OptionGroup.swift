/// Options that belong together, as the stored properties of a structure: options, lists of
/// options, and other groups.
///
/// A command's group is both what it declares and all that it can read: an option that is no
/// property of the group has no value to ask for.
package protocol OptionGroup: Sendable {
  /// What must hold between the options.
  var rules: [OptionRule] { get }

  /// Whether all options of the group are listed after the basic ones.
  static var isAdvanced: Bool { get }
}

extension OptionGroup {
  package var rules: [OptionRule] { [] }
  package static var isAdvanced: Bool { false }

  /// The options in the order of the properties.
  package var declarations: [OptionDeclaration] {
    Mirror(reflecting: self).children.flatMap { child -> [OptionDeclaration] in
      switch child.value {
      case let option as any DeclaredOption: [option.declaration]
      case let options as [any DeclaredOption]: options.map(\.declaration)
      case let group as any OptionGroup: group.declarations
      default: []
      }
    }.map { declaration in
      var declaration = declaration
      declaration.isAdvanced = declaration.isAdvanced || Self.isAdvanced
      return declaration
    }
  }

  /// The rules of this group and of those in it.
  var allRules: [OptionRule] {
    Mirror(reflecting: self).children.flatMap { child in
      (child.value as? any OptionGroup)?.allRules ?? []
    } + rules
  }
}

/// The options of a command that has none of its own.
package struct NoOptions: OptionGroup {
  package init() {}
}
