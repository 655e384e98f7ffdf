import Text

/// What a command line asks for.
package enum Invocation: Sendable {
  /// A text for standard output: help or version.
  case show(String)
  case run(Command, Arguments)
}

extension RootCommand {
  /// Reads the words after the program's name.
  ///
  /// `--help` or `-h` anywhere before `--` wins over everything else that may be wrong.
  ///
  /// - Parameter width: columns that help texts are wrapped to.
  package func parse(_ words: [String], width: Int = 80) throws(UsageError) -> Invocation {
    guard let first = words.first else {
      let names = commands.map(\.name).joined(separator: ", ")
      throw UsageError("a command is missing: expected one of \(names)", command: name)
    }
    if first == "--help" || first == "-h" { return .show(help(width: width)) }
    if first == "--version" { return .show(version() + "\n") }
    guard !first.hasPrefix("-") else {
      throw UsageError(
        "expected a command, found '\(first)'",
        suggestion: Spelling.nearest(to: first, among: ["--help", "--version"]), command: name)
    }
    let (command, path, rest) = try findCommand(words)
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      return .show(help(of: command, path: path, width: width))
    }
    guard command.run != nil else {
      throw missingSubcommand(of: command, path: path, found: rest.first)
    }
    var reader = ArgumentReader(
      command: command, path: path, options: command.options + commonOptions(of: command))
    return .run(command, try reader.read(rest))
  }

  /// The command that the first word, or the first two, name; the path to it; the words after it.
  private func findCommand(
    _ words: [String]
  ) throws(UsageError) -> (Command, path: String, rest: ArraySlice<String>) {
    guard let command = commands.first(where: { $0.name == words[0] }) else {
      throw UsageError(
        "unknown command '\(words[0])'",
        suggestion: Spelling.nearest(to: words[0], among: commands.map(\.name)), command: name)
    }
    let path = name + " " + command.name
    if words.count > 1, let inner = command.subcommands.first(where: { $0.name == words[1] }) {
      return (inner, path + " " + inner.name, words.dropFirst(2))
    }
    return (command, path, words.dropFirst())
  }

  private func missingSubcommand(
    of command: Command, path: String, found: String?
  ) -> UsageError {
    let names = command.subcommands.map(\.name)
    let list = names.joined(separator: ", ")
    guard let found else {
      return UsageError("'\(path)' needs a command: expected one of \(list)", command: path)
    }
    return UsageError(
      "'\(path)' has no command '\(found)': expected one of \(list)",
      suggestion: Spelling.nearest(to: found, among: names), command: path)
  }
}
