/// Text that may hold pieces of files, made safe for a terminal.
package enum Printable {
  /// Longer lines, as names of millions of characters make, lose their middle.
  private static let longestLine = 2000

  /// The text with control characters shown as codes, line breaks left, and long lines cut.
  package static func text(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(line)
      .joined(separator: "\n")
  }

  private static func line(_ line: Substring) -> String {
    let cut =
      line.utf8.count > longestLine && line.count > longestLine
      ? line.prefix(longestLine / 2) + " … " + line.suffix(longestLine / 2) : line
    return escaped(String(cut))
  }

  /// The text with control characters, line breaks among them, shown as codes.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        shown += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Whether a character moves the cursor, changes the terminal's state or turns the direction of
  /// what follows, instead of showing.
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<32, 127..<160, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
