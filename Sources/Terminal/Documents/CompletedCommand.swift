/// A command as completions see it.
struct CompletedCommand {
  /// The words that choose it, such as `erase sweep`.
  let path: String
  let command: Command
  /// All options, with the letters that stand for some.
  let options: [(option: OptionDeclaration, letter: Character?)]

  /// How an option may be written.
  static func spellings(_ option: OptionDeclaration, _ letter: Character?) -> [String] {
    (letter.map { ["-\($0)"] } ?? []) + [option.spelling]
  }
}

extension RootCommand {
  /// Every command and the commands within it.
  var completed: [CompletedCommand] {
    commands.flatMap { command in
      [completed(command.name, command)]
        + command.subcommands.map { completed(command.name + " " + $0.name, $0) }
    }
  }

  private func completed(_ path: String, _ command: Command) -> CompletedCommand {
    let options = command.runs ? command.options + commonOptions : []
    return CompletedCommand(
      path: path, command: command, options: options.map { ($0, letter(of: $0)) })
  }

  /// The paths of the commands within others.
  var innerPaths: [String] { completed.map(\.path).filter { $0.contains(" ") } }

  /// What may follow the command itself, without an option's name.
  func words(after completed: CompletedCommand) -> [String] {
    let command = completed.command
    let candidates = command.arguments.first?.candidates ?? []
    return command.subcommands.map(\.name) + candidates
      + (command.name == "help" ? commands.map(\.name) : [])
  }
}
