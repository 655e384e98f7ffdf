/// Rows of texts in columns that line up, for results that a person reads.
package struct TextTable: CustomStringConvertible {
  package struct Column: Sendable {
    let title: String
    let isNumeric: Bool

    /// Words, lined up on the left.
    package static func words(_ title: String) -> Column { Column(title: title, isNumeric: false) }
    /// Numbers, lined up on the right.
    package static func numbers(_ title: String) -> Column { Column(title: title, isNumeric: true) }
  }

  private static let gap = "  "
  private let columns: [Column]
  private var rows: [[String]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// - Precondition: one text per column.
  package mutating func row(_ cells: [String]) {
    precondition(cells.count == columns.count)
    rows.append(cells.map(Printable.text))
  }

  /// A line across the table, such as above a total.
  package mutating func rule() {
    rows.append([])
  }

  /// The titles, where there are any, and the rows, each with a line break after it.
  package var description: String {
    let titles = columns.map(\.title)
    let lines = titles.allSatisfy(\.isEmpty) ? rows : [titles] + rows
    let widths = columns.indices.map { column in
      lines.filter { !$0.isEmpty }.map { $0[column].count }.max() ?? 0
    }
    let whole = widths.reduce(0, +) + Self.gap.count * max(columns.count - 1, 0)
    return lines.map { line in
      line.isEmpty ? String(repeating: "-", count: whole) : Self.line(line, columns, widths)
    }.map { $0 + "\n" }.joined()
  }

  private static func line(_ cells: [String], _ columns: [Column], _ widths: [Int]) -> String {
    let padded = cells.indices.map { index in
      let space = String(repeating: " ", count: widths[index] - cells[index].count)
      return columns[index].isNumeric ? space + cells[index] : cells[index] + space
    }
    let line = padded.joined(separator: gap)
    // Spaces at the end only make copied text longer.
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
