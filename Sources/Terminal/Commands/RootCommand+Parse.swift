import Text

/// What a command line asks for.
package enum Invocation: Sendable {
  /// A text for standard output.
  case show(String)
  case run(@Sendable (GivenOptions) throws -> Void, GivenOptions)
  /// Nothing; the text says what could be asked for.
  case nothing(help: String)
}

extension RootCommand {
  /// Reads the words after the program's name; every value is checked.
  ///
  /// `--help` or `-h` anywhere before `--` wins over everything else that may be wrong.
  ///
  /// - Parameter width: columns that help texts are wrapped to.
  package func parse(_ words: [String], width: Int = 80) throws(UsageError) -> Invocation {
    guard let first = words.first else { return .nothing(help: help(width: width)) }
    if Self.isHelp(first) { return .show(help(width: width)) }
    if first == "--version" || first == "-V" {
      return .show(version() + "\n")
    }
    guard !first.hasPrefix("-") else {
      throw UsageError(
        "expected a command, found '\(first)'",
        suggestion: Spelling.nearest(to: first, among: ["--help", "--version"]), command: name)
    }
    let (command, path, rest) = try findCommand(words)
    if rest.prefix(while: { $0 != "--" }).contains(where: Self.isHelp) {
      return .show(help(of: command, path: path, width: width))
    }
    guard let action = command.action else {
      throw missingSubcommand(of: command, path: path, found: rest.first)
    }
    var reader = ArgumentReader(
      command: command, path: path, common: commonOptions, shortNames: shortNames)
    let given = try reader.read(rest)
    switch action {
    case .run(let run): return .run(run, given)
    case .show(let text): return .show(try text(self, given, width))
    }
  }

  private static func isHelp(_ word: String) -> Bool { word == "--help" || word == "-h" }

  /// The command that the first word, or the first two, name; the path to it; the words after it.
  func findCommand(
    _ words: [String]
  ) throws(UsageError) -> (command: Command, path: String, rest: ArraySlice<String>) {
    guard let command = commands.first(where: { $0.name == words[0] }) else {
      if let now = renamed[words[0]] {
        throw UsageError("'\(name) \(words[0])' is now '\(name) \(now)'", command: "\(name) \(now)")
      }
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
