import Interchange

/// A table that another command wrote, read by the names of its columns.
enum ResultTable {
  /// One line: the columns that were asked for, in that order.
  struct Row {
    fileprivate let reader: CSVReader
    fileprivate let fields: [Int]
    fileprivate let names: [String]

    func text(_ column: Int) -> String { reader.trimmedText(fields[column]) }

    /// - Parameter limit: which the number must be below.
    func whole(_ column: Int, below limit: Int = 1 << 40) throws -> Int {
      let value = try reader.wholeNumber(fields[column], name: names[column])
      guard (0..<limit).contains(value) else {
        throw reader.mismatch(
          fields[column], expected: "a number from 0 to \(limit - 1) for \(names[column])")
      }
      return value
    }

    func number(_ column: Int) throws -> Double {
      try reader.number(fields[column], name: names[column])
    }

    /// What is wrong with a column of this line.
    func mismatch(_ column: Int, expected: String) -> InterchangeError {
      reader.mismatch(fields[column], expected: "\(expected) for \(names[column])")
    }
  }

  /// The names of a table's columns.
  static func titles(of path: String) throws -> [String] {
    var reader = CSVReader(bytes: try FileReader.bytes(of: path), file: path)
    return try reader.next() ? (0..<reader.fieldCount).map { reader.trimmedText($0) } : []
  }

  /// - Throws: `InterchangeError` for a table without the columns, or as `use`.
  static func read(_ path: String, _ columns: [String], use: (Row) throws -> Void) throws {
    var reader = CSVReader(bytes: try FileReader.bytes(of: path), file: path)
    guard try reader.next() else {
      throw InterchangeError(file: path, expected: "a table", found: "nothing")
    }
    let titles = (0..<reader.fieldCount).map { reader.trimmedText($0) }
    let fields = try columns.map { name in
      guard let field = titles.firstIndex(of: name) else {
        throw reader.error(
          expected: "a column \(Excerpt.quoted(name))", found: "none among \(Excerpt.list(titles))")
      }
      return field
    }
    while try reader.next() {
      guard reader.fieldCount == titles.count else {
        throw reader.error(
          expected: "\(titles.count) fields", found: "\(reader.fieldCount)")
      }
      try use(Row(reader: reader, fields: fields, names: columns))
    }
  }
}
