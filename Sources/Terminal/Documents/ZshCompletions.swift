extension RootCommand {
  /// A script for zsh, made from what the commands declare.
  var zshCompletions: String {
    var lines = [
      "#compdef \(name)",
      "# Completion of \(name) in zsh, printed by '\(name) completions zsh'.",
      "_\(name)() {",
      "  local -a commands",
      "  local command=$words[2]",
      "  if (( CURRENT == 2 )); then",
      "    commands=(",
    ]
    lines += commands.map { "      " + Self.quoted("\($0.name):\(Self.plain($0.summary))") }
    lines += [
      "    )",
      "    _describe command commands",
      "    return",
      "  fi",
      "  case \"$words[2] $words[3]\" in",
      "    (" + innerPaths.map(Self.quoted).joined(separator: "|") + ")",
      "      command=\"$words[2] $words[3]\"; shift words; (( CURRENT-- )) ;;",
      "  esac",
      "  shift words; (( CURRENT-- ))",
      "  case $command in",
    ]
    for command in completed {
      let specifications =
        command.options.map { Self.specification($0.option, $0.letter) }
        + arguments(command)
      lines.append("    (\(Self.quoted(command.path)))")
      lines.append("      _arguments -s \\")
      lines.append("        " + specifications.joined(separator: " \\\n        ") + " ;;")
    }
    lines += ["  esac", "}", "_\(name) \"$@\""]
    return lines.joined(separator: "\n") + "\n"
  }

  private func arguments(_ command: CompletedCommand) -> [String] {
    let words = words(after: command)
    return words.isEmpty ? [] : [Self.quoted("1:word:(\(words.joined(separator: " ")))")]
  }

  private static func specification(
    _ option: OptionDeclaration, _ letter: Character?
  ) -> String {
    let help = "[" + plain(option.help) + "]"
    let value = option.placeholder.map { ":\(plain($0)):" + action(option) } ?? ""
    let star = option.isRepeatable ? "*" : ""
    guard let letter else { return quoted(star + option.spelling + help + value) }
    let names = "{-\(letter),\(option.spelling)}"
    let others = option.isRepeatable ? "*" : "(-\(letter) \(option.spelling))"
    return quoted(others) + names + quoted(help + value)
  }

  private static func action(_ option: OptionDeclaration) -> String {
    switch option.file {
    case .outputDirectory: "_files -/"
    case .input, .inputOrDirectory, .output: "_files"
    case nil where option.candidates.isEmpty: " "
    case nil: "(" + option.candidates.joined(separator: " ") + ")"
    }
  }

  /// Without the signs that mean something in a specification.
  private static func plain(_ text: String) -> String {
    String(text.map { "[]:\\".contains($0) ? " " : $0 })
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
