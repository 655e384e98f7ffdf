package import Figures
import Interchange

/// What a paper done over is written as: its figures and tables, its claims, and the page.
package enum PaperFiles {
  private static let claims = "claims.csv"
  private static let page = "report.html"

  /// Writes everything into a directory that is there; the page last.
  ///
  /// - Returns: the names of the files.
  package static func write(_ report: PaperReport, to directory: String) throws -> [String] {
    var names: [String] = []
    func write(_ bytes: [UInt8], _ name: String) throws {
      try AtomicFile.write(bytes, to: directory + "/" + name)
      names.append(name)
    }
    for part in report.parts {
      if !part.drawings.isEmpty {
        let drawing =
          part.drawings.count == 1
          ? part.drawings[0] : SVG.grid(part.drawings, title: part.title, widest: widest)
        try write(Array(drawing.document.utf8), part.name + ".svg")
      }
      if let picture = part.picture { try write(picture.png, part.name + ".png") }
      for (place, table) in part.tables.enumerated() {
        try write(csv([table.titles] + table.rows), part.name + letter(place, part) + ".csv")
      }
    }
    try write(
      csv(
        [["claim", "published", "verdict", "test"]]
          + report.claims.map { [$0.claim, $0.published, $0.verdict.rawValue, $0.test] }), claims)
    try write(Array(report.html.utf8), page)
    return names
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
