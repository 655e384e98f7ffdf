extension RootCommand {
  /// The program's help: examples first, then the commands group by group.
  package func help(width: Int = 80) -> String {
    var text = HelpText(width: width)
    text.examples(examples)
    text.paragraphs(summary)
    text.section("Usage", lines: ["\(name) COMMAND [options]", "\(name) COMMAND --help"])
    let options = [("--version", "Show the version."), ("--help", "Show this text.")]
    text.tables(
      groups.map { ($0.title, $0.commands.flatMap(Self.rows)) } + [("Options", options)])
    return text.text
  }

  /// One command's help: examples first, then what it takes.
  func help(of command: Command, path: String, width: Int) -> String {
    var text = HelpText(width: width)
    text.examples(command.examples)
    text.paragraphs(command.summary + ".")
    text.paragraphs(command.discussion)
    var usage: [String] = []
    if command.run != nil {
      let required = command.options.filter(\.isRequired).map(\.usage)
      let words = [path] + required + command.positionals.map(\.usage) + ["[options]"]
      usage.append(words.joined(separator: " "))
    }
    usage += command.subcommands.map { "\(path) \($0.name) [options]" }
    text.section("Usage", lines: usage)
    var tables: [HelpText.Table] = [
      ("Commands", command.subcommands.map { ($0.name, $0.summary) }),
      ("Arguments", command.positionals.map { ($0.placeholder, $0.help) }),
    ]
    if command.run != nil {
      tables.append(("Options", command.options.map(Self.row)))
      tables.append(("Common options", commonOptions(of: command).map(Self.row)))
    }
    text.tables(tables)
    return text.text
  }

  private static func rows(of command: Command) -> [(String, String)] {
    let own = command.run == nil ? [] : [(command.name, command.summary)]
    return own + command.subcommands.map { ("\(command.name) \($0.name)", $0.summary) }
  }

  private static func row(of option: Option) -> (String, String) {
    var help = option.help
    if option.isRequired { help += " (required)" }
    if let text = option.defaultText { help += " (default: \(text))" }
    return (option.usage, help)
  }
}

/// Builds a help text, section by section, wrapped to a width.
struct HelpText {
  typealias Table = (title: String, rows: [(label: String, help: String)])

  /// The longest first column that others line up with; longer ones get a line of their own.
  private static let widestLabel = 26

  private(set) var text = ""
  private let width: Int

  /// Narrower than 40 columns nothing lines up, so no less is assumed.
  init(width: Int) {
    self.width = max(width, 40)
  }

  /// Command lines, never wrapped, so that they can be copied.
  mutating func examples(_ examples: [String]) {
    section(examples.count == 1 ? "Example" : "Examples", lines: examples)
  }

  mutating func paragraphs(_ text: String) {
    for paragraph in text.split(separator: "\n\n") {
      begin(Self.wrap(paragraph, width: width).joined(separator: "\n") + "\n")
    }
  }

  mutating func section(_ title: String, lines: [String]) {
    guard !lines.isEmpty else { return }
    begin("\(title):\n")
    for line in lines { text += "  \(line)\n" }
  }

  /// Tables whose second columns line up with each other; one without rows is left out.
  mutating func tables(_ tables: [Table]) {
    let labels = tables.flatMap(\.rows).map(\.label.count).filter { $0 <= Self.widestLabel }
    for (title, rows) in tables where !rows.isEmpty {
      table(title, rows: rows, indent: 2 + (labels.max() ?? 0) + 2)
    }
  }

  private mutating func table(_ title: String, rows: [(label: String, help: String)], indent: Int) {
    begin("\(title):\n")
    for (label, help) in rows {
      var lines = Self.wrap(help[...], width: width - indent)
      text += "  " + label
      if label.count + 4 <= indent, let first = lines.first {
        text += String(repeating: " ", count: indent - 2 - label.count) + first
        lines.removeFirst()
      }
      text += "\n"
      for line in lines { text += String(repeating: " ", count: indent) + line + "\n" }
    }
  }

  private mutating func begin(_ block: String) {
    text += text.isEmpty ? block : "\n" + block
  }

  /// Words filled into lines of at most `width`; a longer word has a line of its own.
  static func wrap(_ text: Substring, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
