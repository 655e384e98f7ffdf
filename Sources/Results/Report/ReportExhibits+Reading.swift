import Figures
import Foundation
import Interchange
import Text

extension ReportExhibits {
  /// - Throws: as `JSON.read`, and for numbers that no count of images or pixels can be: sums of
  /// them might not exist.
  func read<Document: Decodable>(
    _ type: Document.Type, _ file: String
  ) throws -> Document {
    try JSON.checkWholeNumbers(of: file, within: Self.largestCount, except: ["seed"])
    return try JSON.read(type, from: file)
  }

  private static let largestCount = 1 << 48

  func check(_ count: Int, _ file: String) throws {
    guard count <= images else {
      throw InterchangeError(
        file: file, expected: "results on at most the \(images) images of the predictions",
        found: "results on \(count)")
    }
  }

  func picture(_ path: String, _ words: String) throws -> Exhibit.Picture {
    let bytes = try FileReader.bytes(of: path)
    _ = try PNG.decode(bytes, file: path)
    return .png(bytes, words: words)
  }

  func drawing(_ path: String, _ words: String) throws -> Exhibit.Picture {
    let bytes = try FileReader.bytes(of: path)
    guard let text = String(validating: bytes, as: UTF8.self), text.contains("<svg"),
      text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix("</svg>")
    else {
      throw InterchangeError(kind: .malformed, file: path, problem: "expected a whole SVG drawing")
    }
    return .svg(text, words: words)
  }

  static func p(_ value: Double) -> String { "p " + ErasureText.p(value) }
}
