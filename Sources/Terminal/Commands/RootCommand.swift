/// The program: its commands and what all of them accept.
package struct RootCommand: Sendable {
  package let name: String
  package let summary: String
  package let examples: [String]
  package let groups: [CommandGroup]
  /// Letters that stand for options, in every command that has an option of that name.
  package let shortNames: [Character: String]
  /// Spellings of former versions, and what they are called now.
  let renamed: [String: String]
  /// What `--version` prints, asked for only then.
  package let version: @Sendable () -> String

  package init(
    _ name: String, summary: String, examples: [String] = [], groups: [CommandGroup],
    shortNames: [Character: String] = [:], renamed: [String: String] = [:],
    version: @escaping @Sendable () -> String
  ) {
    self.name = name
    self.summary = summary
    self.examples = examples
    self.groups = groups + [CommandGroup("Help", Self.builtIn)]
    self.shortNames = shortNames.merging(["h": "help"]) { own, _ in own }
    self.renamed = renamed
    self.version = version
  }

  /// All commands, in the order of the groups.
  package var commands: [Command] { groups.flatMap(\.commands) }

  /// What every command accepts.
  package var commonOptions: [OptionDeclaration] { CommonOptions().declarations }

  /// All commands that do something, with the words that choose them after the program's name.
  package var runnable: [(words: [String], command: Command)] {
    commands.flatMap { command in
      ([([command.name], command)]
        + command.subcommands.map { ([command.name, $0.name], $0) })
        .filter(\.1.runs)
    }
  }

  /// The letter that stands for an option.
  func letter(of option: OptionDeclaration) -> Character? {
    option.isArgument ? nil : shortNames.first { $0.value == option.name }?.key
  }

  /// What the program's own option list says.
  static let ownOptions = [
    (letter: "V", name: "version", help: "Show the version."),
    (letter: "h", name: "help", help: "Show this text."),
  ]
}
