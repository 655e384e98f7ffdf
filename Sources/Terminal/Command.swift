/// A subcommand as data: what it is called, what it takes, what it does.
package struct Command: Sendable {
  package let name: String
  /// One line, without a full stop at its end, for the list of commands.
  package let summary: String
  /// Paragraphs parted by empty lines, wrapped to the terminal.
  package let discussion: String
  /// Whole command lines, the first thing its help shows.
  package let examples: [String]
  package let options: [Option]
  package let positionals: [Positional]
  /// Commands one level down, such as `info` of `data`.
  package let subcommands: [Command]
  /// Nil for a command that only holds others.
  package let run: (@Sendable (Arguments) throws -> Void)?

  package init(
    _ name: String, summary: String, discussion: String = "", examples: [String] = [],
    options: [Option] = [], positionals: [Positional] = [], subcommands: [Command] = [],
    run: (@Sendable (Arguments) throws -> Void)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.options = options
    self.positionals = positionals
    self.subcommands = subcommands
    self.run = run
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

/// The program: its commands and what all of them accept.
package struct RootCommand: Sendable {
  package let name: String
  package let summary: String
  package let examples: [String]
  package let groups: [CommandGroup]
  /// Options every command accepts; a command's own option of the same name replaces one.
  package let commonOptions: [Option]
  /// What `--version` prints, asked for only then.
  package let version: @Sendable () -> String

  package init(
    _ name: String, summary: String, examples: [String] = [], groups: [CommandGroup],
    commonOptions: [Option] = Option.common, version: @escaping @Sendable () -> String
  ) {
    self.name = name
    self.summary = summary
    self.examples = examples
    self.groups = groups
    self.commonOptions = commonOptions
    self.version = version
  }

  /// All commands, in the order of the groups.
  package var commands: [Command] { groups.flatMap(\.commands) }

  /// The options every command accepts and this one does not define itself.
  func commonOptions(of command: Command) -> [Option] {
    commonOptions.filter { common in !command.options.contains { $0.name == common.name } }
  }
}
