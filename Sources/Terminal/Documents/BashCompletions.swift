extension RootCommand {
  /// A script for bash, made from what the commands declare.
  var bashCompletions: String {
    let own = Self.ownOptions.map { "--" + $0.name }
    var lines = [
      "# Completion of \(name) in bash, printed by '\(name) completions bash'.",
      "_\(name)() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} path=${COMP_WORDS[1]} place=$((COMP_CWORD - 1))",
      "  local option= distance= words= values=",
      "  COMPREPLY=()",
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
      "    COMPREPLY=($(compgen -W \"\((commands.map(\.name) + own).joined(separator: " "))\" "
        + "-- \"$word\"))",
      "    return",
      "  fi",
      "  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in",
      "    " + innerPaths.map(Self.quoted).joined(separator: "|")
        + ") path=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" ;;",
      "  esac",
      "  # The option that the word may be a value of, and how many words before it stands.",
      "  while [ \"$place\" -gt 1 ] && [ \"${COMP_WORDS[place]#-}\" = \"${COMP_WORDS[place]}\" "
        + "]; do",
      "    place=$((place - 1))",
      "  done",
      "  [ \"$place\" -gt 1 ] && option=${COMP_WORDS[place]}",
      "  distance=$((COMP_CWORD - place))",
      "  case \"$path:$option:$distance\" in",
    ]
    lines += completed.flatMap(Self.bashValues)
    lines += ["  esac", "  case \"$path\" in"]
    lines += completed.map { command in
      let spellings = command.options.flatMap { CompletedCommand.spellings($0.option, $0.letter) }
      let all = words(after: command) + spellings
      return "    \(Self.quoted(command.path))) words=\"\(all.joined(separator: " "))\" ;;"
    }
    lines += [
      "  esac",
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))",
      "}",
      "complete -F _\(name) \(name)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines that complete the values of a command's options.
  private static func bashValues(_ command: CompletedCommand) -> [String] {
    command.options.compactMap { option, letter in
      guard !option.isFlag else { return nil }
      let distance = option.isRepeatable ? "*" : "1"
      let patterns = CompletedCommand.spellings(option, letter)
        .map { quoted(command.path + ":" + $0 + ":") + distance }
      return "    \(patterns.joined(separator: "|"))) \(bashReply(option)) return ;;"
    }
  }

  private static func bashReply(_ option: OptionDeclaration) -> String {
    switch option.file {
    case .outputDirectory: "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$word\"));"
    case .input, .inputOrDirectory, .output:
      "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\"));"
    case nil where option.candidates.isEmpty: ""
    case nil:
      "COMPREPLY=($(compgen -W \"\(option.candidates.joined(separator: " "))\" -- \"$word\"));"
    }
  }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
