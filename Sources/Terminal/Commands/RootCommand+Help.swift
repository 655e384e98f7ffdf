extension RootCommand {
  /// The program's help: examples first, then the commands group by group.
  package func help(width: Int = 80) -> String {
    var text = HelpText(width: width)
    text.examples(examples)
    text.paragraphs(summary)
    text.section("Usage", lines: ["\(name) COMMAND [options]", "\(name) help COMMAND"])
    text.tables(
      groups.map { ($0.title, $0.commands.flatMap(Self.rows)) }
        + [("Options", Self.ownOptions.map { ("-\($0.letter), --\($0.name)", $0.help) })])
    return text.text
  }

  /// One command's help: examples first, then what it takes.
  func help(of command: Command, path: String, width: Int) -> String {
    var text = HelpText(width: width)
    text.examples(command.examples)
    text.paragraphs(command.summary + ".")
    text.paragraphs(command.discussion)
    text.section("Usage", lines: usage(of: command, path: path))
    var tables: [HelpText.Table] = [
      ("Commands", command.subcommands.map { ($0.name, $0.summary) }),
      ("Arguments", command.arguments.map { ($0.placeholder ?? $0.name, $0.help) }),
    ]
    if command.runs {
      tables.append(("Options", command.options.filter { !$0.isAdvanced }.map(row)))
      tables.append(("Advanced options", command.options.filter(\.isAdvanced).map(row)))
      tables.append(("Common options", commonOptions.map(row)))
    }
    text.tables(tables)
    return text.text
  }

  /// How the command is written, with all that it cannot do without.
  func usage(of command: Command, path: String) -> [String] {
    var usage: [String] = []
    if command.runs {
      let required = command.demands.filter { !$0[0].isArgument }.map { options in
        let texts = options.map(\.usage).joined(separator: " | ")
        return options.count > 1 ? "(\(texts))" : texts
      }
      let words = [path] + required + command.arguments.map(\.usage) + ["[options]"]
      usage.append(words.joined(separator: " "))
    }
    return usage + command.subcommands.map { "\(path) \($0.name) [options]" }
  }

  private static func rows(of command: Command) -> [(String, String)] {
    let own = command.runs ? [(command.name, command.summary)] : []
    return own + command.subcommands.map { ("\(command.name) \($0.name)", $0.summary) }
  }

  private func row(of option: OptionDeclaration) -> (String, String) {
    (
      letter(of: option).map { "-\($0), " + option.usage } ?? "    " + option.usage,
      option.wholeHelp
    )
  }
}

extension OptionDeclaration {
  /// The help, with what holds when the option is not given.
  var wholeHelp: String {
    help + (isRequired ? " (required)" : "") + (defaultText.map { " (default: \($0))" } ?? "")
  }
}
