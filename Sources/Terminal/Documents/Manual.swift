extension RootCommand {
  /// The manual page in roff, with the macros of man(7), made from what the commands declare.
  var manual: String {
    var page = ManualPage()
    page.macro("TH", [name.uppercased(), "1", "", name, "User commands"])
    page.macro("SH", ["NAME"])
    page.text("\(name) - \(summary)")
    page.macro("SH", ["SYNOPSIS"])
    page.bold("\(name) COMMAND [options]")
    page.macro("SH", ["COMMON OPTIONS"])
    for option in commonOptions { page.option(option, letter(of: option)) }
    for group in groups {
      page.macro("SH", [group.title.uppercased()])
      for command in group.commands {
        add(command, name + " " + command.name, to: &page)
        for inner in command.subcommands {
          add(inner, "\(name) \(command.name) \(inner.name)", to: &page)
        }
      }
    }
    page.macro("SH", ["EXIT STATUS"])
    for (code, meaning) in ExitCode.meanings {
      page.entry("\(code.rawValue)", meaning)
    }
    return page.source
  }

  private func add(_ command: Command, _ path: String, to page: inout ManualPage) {
    guard command.runs else { return }
    page.macro("SS", [path])
    for line in usage(of: command, path: path).prefix(1) { page.bold(line) }
    page.macro("PP", [])
    page.text(command.summary + ".")
    for paragraph in command.discussion.split(separator: "\n\n") {
      page.macro("PP", [])
      page.text(String(paragraph))
    }
    for argument in command.arguments { page.option(argument, nil) }
    for isAdvanced in [false, true] {
      let options = command.options.filter { $0.isAdvanced == isAdvanced }
      guard !options.isEmpty else { continue }
      page.macro("PP", [])
      page.text(isAdvanced ? "Advanced options:" : "Options:")
      for option in options { page.option(option, letter(of: option)) }
    }
    guard !command.examples.isEmpty else { return }
    page.macro("PP", [])
    page.text(command.examples.count == 1 ? "Example:" : "Examples:")
    page.literal(command.examples)
  }
}

/// The source of a manual page; text is escaped, so that nothing in it is taken for a macro.
private struct ManualPage {
  private(set) var source = ""

  mutating func macro(_ name: String, _ arguments: [String]) {
    let quoted = arguments.map { "\"" + Self.escaped($0).replacing("\"", with: "\\(dq") + "\"" }
    source += ([".\(name)"] + quoted).joined(separator: " ") + "\n"
  }

  /// A paragraph; where its source breaks means nothing.
  mutating func text(_ text: String) {
    source += HelpText.wrap(text[...], width: 72).map { Self.line($0) + "\n" }.joined()
  }

  mutating func bold(_ text: String) { source += "\\fB" + Self.escaped(text) + "\\fR\n" }

  mutating func option(_ option: OptionDeclaration, _ letter: Character?) {
    entry((letter.map { "-\($0), " } ?? "") + option.usage, option.wholeHelp)
  }

  mutating func entry(_ term: String, _ text: String) {
    source += ".TP\n\\fB" + Self.escaped(term) + "\\fR\n"
    self.text(text)
  }

  /// Lines that are neither filled nor joined.
  mutating func literal(_ lines: [String]) {
    source += ".RS 4\n.nf\n" + lines.map { Self.line($0) + "\n" }.joined() + ".fi\n.RE\n"
  }

  /// A dot or an apostrophe at the beginning of a line would make it a macro.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return ".'".contains(escaped.first ?? " ") ? "\\&" + escaped : escaped
  }

  /// Signs beyond ASCII go by their numbers, which every reader of manuals knows.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case _ where scalar.isASCII: String(scalar)
      default:
        "\\[u" + String(repeating: "0", count: max(0, 4 - String(scalar.value, radix: 16).count))
          + String(scalar.value, radix: 16, uppercase: true) + "]"
      }
    }.joined()
  }
}
