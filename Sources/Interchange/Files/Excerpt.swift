/// A short, printable piece of a file for an error message.
enum Excerpt {
  private static let longest = 24

  /// The bytes in quotes, control characters shown as codes, cut where too long.
  static func quoted(_ bytes: some Collection<UInt8>) -> String {
    if bytes.isEmpty { return "nothing" }
    var text = ""
    for scalar in String(decoding: bytes.prefix(longest), as: UTF8.self).unicodeScalars {
      if scalar.value < 32 || (127..<160).contains(scalar.value) {
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return "'" + text + (bytes.count > longest ? "…" : "") + "'"
  }
}
