import Text

/// A short, printable piece of a file for a message.
package enum Excerpt {
  private static let longest = 24
  private static let longestName = 80
  private static let longestMessage = 1000

  /// The bytes in quotes, control characters shown as codes, cut where too long.
  static func quoted(_ bytes: some Collection<UInt8>) -> String {
    if bytes.isEmpty { return "nothing" }
    let text = Printable.escaped(String(decoding: bytes.prefix(longest), as: UTF8.self))
    return "'" + text + (bytes.count > longest ? "…" : "") + "'"
  }

  /// A name in quotes, likewise.
  package static func quoted(_ name: String) -> String { "'" + self.name(name) + "'" }

  /// A name that comes from a file: control characters shown as codes, cut where too long.
  package static func name(_ name: String) -> String {
    let cut = name.prefix(longestName)
    return Printable.escaped(String(cut)) + (cut.endIndex < name.endIndex ? "…" : "")
  }

  /// The first of some names in quotes, and how many more there are.
  package static func list(_ names: [String], longest: Int = 6) -> String {
    let shown = names.prefix(longest).map { quoted($0) }.joined(separator: ", ")
    return names.count > longest ? shown + " and \(names.count - longest) more" : shown
  }

  /// A message that names things from a file: in one line, and without the middle where they are
  /// so long that nobody would read it.
  package static func message(_ text: String) -> String {
    let half = longestMessage / 2
    let isLong = text.utf8.count > longestMessage && text.count > longestMessage
    return Printable.escaped(isLong ? text.prefix(half) + " … " + text.suffix(half) : text)
  }
}
