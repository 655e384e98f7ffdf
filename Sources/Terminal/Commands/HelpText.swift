/// Builds a help text, section by section, wrapped to a width.
struct HelpText {
  typealias Table = (title: String, rows: [(label: String, help: String)])

  /// The longest first column that others line up with; longer ones get a line of their own.
  private static let widestLabel = 30

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
    // Not so wide that little is left for the second column.
    let widest = min(Self.widestLabel, width / 2 - 4)
    let labels = tables.flatMap(\.rows).map(\.label.count).filter { $0 <= widest }
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
