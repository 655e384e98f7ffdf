/// A subcommand as data: what it is called, what it takes, what it does.
package struct Command: Sendable {
  package let name: String
  /// One line, without a full stop at its end, for the list of commands.
  package let summary: String
  /// Paragraphs parted by empty lines, wrapped to the terminal.
  package let discussion: String
  /// Whole command lines, the first thing its help shows.
  package let examples: [String]
  /// All that has a name.
  package let options: [OptionDeclaration]
  /// All that is known by its place.
  package let arguments: [OptionDeclaration]
  let rules: [OptionRule]
  /// Commands one level down, such as `info` of `data`.
  package let subcommands: [Command]
  /// Nil for a command that only holds others.
  let action: Action?

  enum Action: Sendable {
    case run(@Sendable (GivenOptions) throws -> Void)
    /// Shows a text that is made from the commands of the program, for so many columns.
    case show(@Sendable (RootCommand, GivenOptions, Int) throws(UsageError) -> String)
  }

  /// A command that does something.
  ///
  /// - Parameter options: what the command takes, and all that `run` can read.
  package init<Options: OptionGroup>(
    _ name: String, summary: String, discussion: String = "", examples: [String] = [],
    options: Options, subcommands: [Command] = [],
    run: @escaping @Sendable (Arguments<Options>) throws -> Void
  ) {
    self.init(
      name, summary: summary, discussion: discussion, examples: examples,
      declarations: options.declarations, rules: options.allRules, subcommands: subcommands,
      action: .run { try run(Arguments(options, given: $0)) })
  }

  /// A command that shows a text about the program.
  init<Options: OptionGroup>(
    _ name: String, summary: String, examples: [String] = [], options: Options,
    show: @escaping @Sendable (RootCommand, Arguments<Options>, Int) throws(UsageError) -> String
  ) {
    self.init(
      name, summary: summary, discussion: "", examples: examples,
      declarations: options.declarations, rules: options.allRules, subcommands: [],
      action: .show { root, given, width throws(UsageError) in
        try show(root, Arguments(options, given: given), width)
      })
  }

  /// A command that only holds others.
  package init(
    _ name: String, summary: String, discussion: String = "", examples: [String] = [],
    subcommands: [Command]
  ) {
    self.init(
      name, summary: summary, discussion: discussion, examples: examples, declarations: [],
      rules: [],
      subcommands: subcommands, action: nil)
  }

  private init(
    _ name: String, summary: String, discussion: String, examples: [String],
    declarations: [OptionDeclaration], rules: [OptionRule], subcommands: [Command],
    action: Action?
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    options = declarations.filter { !$0.isArgument }
    arguments = declarations.filter(\.isArgument)
    self.rules = rules
    self.subcommands = subcommands
    self.action = action
  }

  /// Whether the command does something itself.
  package var runs: Bool { action != nil }

  /// What must be given: of each list of options at least one.
  package var demands: [[OptionDeclaration]] {
    let alternatives = rules.map(\.alternatives).filter { !$0.isEmpty }
    var demands: [[OptionDeclaration]] = []
    for option in options {
      if let group = alternatives.first(where: { $0[0].name == option.name }) {
        demands.append(group)
      } else if option.isRequired {
        demands.append([option])
      }
    }
    return demands + arguments.filter(\.isRequired).map { [$0] }
  }
}

/// Commands that stand together under one title in the program's help.
package struct CommandGroup: Sendable {
  package let title: String
  package let commands: [Command]

  package init(_ title: String, _ commands: [Command]) {
    self.title = title
    self.commands = commands
  }
}
