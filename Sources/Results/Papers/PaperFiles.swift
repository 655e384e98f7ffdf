package import Figures
import Interchange

/// What a paper done over is written as: its figures and tables, its claims, and the page.
package struct PaperFiles {
  private let files: [(name: String, bytes: [UInt8])]

  /// All files, the page last.
  package init(_ report: PaperReport) {
    files =
      report.parts.flatMap(Self.files)
      + [
        (
          "claims.csv",
          Self.csv(
            [["claim", "published", "verdict", "test"]]
              + report.claims.map { [$0.claim, $0.published, $0.verdict.rawValue, $0.test] })
        ), (Self.page, Array(report.html.utf8)),
      ]
  }

  package static let page = "report.html"

  package var names: [String] { files.map(\.name) }

  /// Writes everything into a directory that is there.
  package func write(to directory: String) throws {
    for file in files { try AtomicFile.write(file.bytes, to: directory + "/" + file.name) }
  }

  private static func files(of part: PaperReport.Part) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = []
    if !part.drawings.isEmpty {
      let drawing =
        part.drawings.count == 1
        ? part.drawings[0] : SVG.grid(part.drawings, title: part.title, widest: widest)
      files.append((part.name + ".svg", Array(drawing.document.utf8)))
    }
    if let picture = part.picture { files.append((part.name + ".png", picture.png)) }
    for (place, table) in part.tables.enumerated() {
      files.append(
        (part.name + letter(place, part) + ".csv", csv([table.titles] + table.rows)))
    }
    return files
  }

  private static let widest = 1760.0

  /// Tables of one figure are told apart by letters.
  private static func letter(_ place: Int, _ part: PaperReport.Part) -> String {
    part.tables.count > 1 ? ["a", "b", "c", "d"][min(place, 3)] : ""
  }

  private static func csv(_ rows: [[String]]) -> [UInt8] {
    var writer = CSVWriter()
    rows.forEach { writer.record($0) }
    return writer.bytes
  }

  /// The claims for a terminal.
  package static func text(_ report: PaperReport) -> String {
    report.claims.map { "\($0.verdict.rawValue): \($0.claim)\n" }.joined()
  }
}
