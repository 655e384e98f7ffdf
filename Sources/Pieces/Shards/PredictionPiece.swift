import Interchange

/// Predictions of some images: a line that says how many are right, and the table as `predict`
/// writes it, header and lines.
package struct PredictionPiece {
  /// Nil where images have no labels.
  package let right: Int?
  package let header: ArraySlice<UInt8>
  package let lines: ArraySlice<UInt8>

  private static let unknown = "unknown"
  private static let lineEnd = UInt8(ascii: "\n")

  package init(table: [UInt8], right: Int?) {
    self.right = right
    let end = (table.firstIndex(of: Self.lineEnd) ?? table.count - 1) + 1
    header = table[..<end]
    lines = table[end...]
  }

  /// - Throws: `InterchangeError` for what is no such piece.
  package init(_ bytes: [UInt8], images: Int, file: String) throws {
    let first = bytes.prefix { $0 != Self.lineEnd }
    let text = String(decoding: first, as: UTF8.self)
    let right = Int(text)
    guard right.map((0...images).contains) ?? (text == Self.unknown) else {
      throw InterchangeError(
        file: file, place: "line 1", expected: "a number of images up to \(images)",
        found: Excerpt.quoted(String(text.prefix(40))))
    }
    let rest = bytes[min(first.endIndex + 1, bytes.count)...]
    guard let end = rest.firstIndex(of: Self.lineEnd) else {
      throw InterchangeError(file: file, expected: "a table of predictions", found: "none")
    }
    self.right = right
    header = rest[...end]
    lines = rest[(end + 1)...]
  }

  package var bytes: [UInt8] {
    Array("\(right.map(String.init) ?? Self.unknown)\n".utf8) + header + lines
  }
}
