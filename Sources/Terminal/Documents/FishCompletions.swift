extension RootCommand {
  /// A script for fish, made from what the commands declare.
  var fishCompletions: String {
    var lines = [
      "# Completion of \(name) in fish, printed by '\(name) completions fish'.",
      "function __\(name)_at",
      "  set -l words (commandline -opc)",
      "  set -l path $words[2]",
      "  switch \"$words[2] $words[3]\"",
      "    case " + innerPaths.map(Self.quoted).joined(separator: " "),
      "      set path \"$words[2] $words[3]\"",
      "  end",
      "  test \"$path\" = \"$argv[1]\"",
      "end",
      "complete -c \(name) -f",
    ]
    for option in Self.ownOptions {
      lines.append(
        "complete -c \(name) -n '__fish_use_subcommand' -s \(option.letter) -l \(option.name) -d "
          + Self.quoted(option.help))
    }
    for command in commands {
      lines.append(
        "complete -c \(name) -n '__fish_use_subcommand' -a \(command.name) -d "
          + Self.quoted(command.summary))
    }
    lines += completed.flatMap(fishLines)
    return lines.joined(separator: "\n") + "\n"
  }

  private func fishLines(_ command: CompletedCommand) -> [String] {
    let head = "complete -c \(name) -n " + Self.quoted("__\(name)_at '\(command.path)'")
    var lines: [String] = []
    let words = words(after: command)
    if !words.isEmpty {
      lines.append(head + " -a " + Self.quoted(words.joined(separator: " ")))
    }
    for (option, letter) in command.options {
      var line = head + (letter.map { " -s \($0)" } ?? "") + " -l \(option.name)"
      switch option.file {
      case .outputDirectory: line += " -x -a '(__fish_complete_directories)'"
      case .input, .inputOrDirectory, .output: line += " -r -F"
      case nil where option.isFlag: break
      case nil: line += " -x -a " + Self.quoted(option.candidates.joined(separator: " "))
      }
      lines.append(line + " -d " + Self.quoted(option.help))
    }
    return lines
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.map { "\\'".contains($0) ? "\\\($0)" : String($0) }.joined() + "'"
  }
}
