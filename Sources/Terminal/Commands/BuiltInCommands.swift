import Text

extension RootCommand {
  /// The commands that every program has; what they show is made from the other commands.
  static let builtIn = [helpCommand, completionsCommand, manualCommand]

  private struct HelpOptions: OptionGroup {
    let command = Option(
      arguments: "COMMAND", .string, help: "The command; without it, the program.")
  }

  private struct CompletionOptions: OptionGroup {
    let shell = Option(
      requiredArgument: "SHELL", .choice(of: Shell.self), help: "The shell: bash, zsh or fish.")
  }

  private static let helpCommand = Command(
    "help", summary: "Show the help of the program or of a command",
    examples: ["misclass help train"], options: HelpOptions()
  ) { root, arguments, width throws(UsageError) in
    let words = arguments.command
    if words.isEmpty { return root.help(width: width) }
    let found = try root.findCommand(words)
    if let unknown = found.rest.first {
      throw UsageError(
        "'\(found.path)' has no command '\(unknown)'",
        suggestion: Spelling.nearest(
          to: unknown, among: found.command.subcommands.map(\.name)))
    }
    return root.help(of: found.command, path: found.path, width: width)
  }

  private static let completionsCommand = Command(
    "completions", summary: "Print a script that completes commands and options in a shell",
    examples: [
      "misclass completions bash > ~/.local/share/bash-completion/completions/misclass",
      "misclass completions fish > ~/.config/fish/completions/misclass.fish",
    ],
    options: CompletionOptions()
  ) { root, arguments, _ throws(UsageError) in
    switch arguments.shell {
    case .bash: root.bashCompletions
    case .zsh: root.zshCompletions
    case .fish: root.fishCompletions
    }
  }

  private static let manualCommand = Command(
    "manual", summary: "Print the manual page, for man(1)",
    examples: ["misclass manual | man -l -"], options: NoOptions()
  ) { root, _, _ throws(UsageError) in root.manual }
}

/// The shells that completions can be made for.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}
