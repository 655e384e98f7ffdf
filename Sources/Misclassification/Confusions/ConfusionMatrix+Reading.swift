import Interchange

extension ConfusionMatrix {
  /// What programs call the sums that they add at the margins.
  private static let sums: Set<String> = ["all", "total", "totals", "sum", "sums", "support"]
  /// More than any number of images; sums of all cells still exist.
  private static let mostImages = 1 << 40

  /// Reads a confusion matrix; nil for a file that is none.
  ///
  /// A table is one if it is square and holds whole numbers from 0 on, and either names its rows as
  /// its columns, in whatever order, or has no names of rows and no column that predictions have.
  /// Scores of as many images as classes would be no whole numbers, or be called so.
  /// - Throws: `InterchangeError` for a table with the same names along both sides that holds
  ///   something else than counts.
  static func read(_ bytes: [UInt8], source: String) throws -> ConfusionMatrix? {
    let text = parted(bytes)
    for delimiter in TableHeader.candidates(text) {
      var grid = Grid(CSVReader(bytes: text, file: source, delimiter: delimiter))
      if let found = try grid.matrix() { return found }
    }
    return nil
  }

  /// Numbers that blanks part, as NumPy writes them, with commas instead.
  private static func parted(_ bytes: [UInt8]) -> [UInt8] {
    let numeric = Set("0123456789+-.eE \r\n".utf8)
    guard bytes.prefix(1 << 16).allSatisfy(numeric.contains), bytes.contains(0x20) else {
      return bytes
    }
    let lines = bytes.split(separator: 0x0A).map { line in
      line.filter { $0 != 0x0D }.split(separator: 0x20)
    }
    return Array(lines.map { $0.joined(separator: [0x2C]) }.joined(separator: [0x0A]))
  }

  /// The lines of a table while it is found out whether they are a matrix.
  private struct Grid {
    private var reader: CSVReader
    private var names: [String]?
    private var areRowsNamed = false

    init(_ reader: CSVReader) { self.reader = reader }

    mutating func matrix() throws -> ConfusionMatrix? {
      guard let first = try? reader.next(), first, reader.fieldCount > 1 else { return nil }
      let header = (0..<reader.fieldCount).map { reader.trimmedText($0) }
      if let row = wholeRow(from: 0), row.count == reader.fieldCount {
        // A header of numbers has another line after it than a matrix without one has.
        if let named = try withHeader(header) { return named }
        return try square(startingWith: [row])
      }
      return try withHeader(header)
    }

    /// A table whose first line names its columns.
    private func withHeader(_ header: [String]) throws -> ConfusionMatrix? {
      var copy = self
      guard let more = try? copy.reader.next(), more else { return nil }
      if copy.reader.fieldCount == header.count, header.count > 2 {
        let columns = Array(header.dropFirst())
        if Set(columns).count == columns.count,
          columns.contains(copy.reader.trimmedText(0))
        {
          copy.names = columns
          copy.areRowsNamed = true
          return try copy.named(columns)
        }
      }
      guard copy.reader.fieldCount == header.count,
        let columns = try? PredictionColumns(names: header, classNames: nil),
        columns.recognized == 0, Set(header).count == header.count
      else { return nil }
      guard let row = copy.wholeRow(from: 0) else { return nil }
      copy.names = header
      return try copy.square(startingWith: [row])
    }

    /// The present line's whole numbers from a field on; nil where something else stands there.
    private func wholeRow(from start: Int) -> [Int]? {
      var row: [Int] = []
      for field in start..<reader.fieldCount {
        guard let count = count(field) else { return nil }
        row.append(count)
      }
      return row
    }

    private func count(_ field: Int) -> Int? {
      let value: Int?
      switch reader.numeric(field) {
      case .whole(let number): value = number
      case .decimal(let number), .decimalComma(let number): value = Int(exactly: number)
      case nil: value = nil
      }
      return value.flatMap { (0...ConfusionMatrix.mostImages).contains($0) ? $0 : nil }
    }

    /// A matrix without names of rows, whose first row is read.
    private mutating func square(startingWith rows: [[Int]]) throws -> ConfusionMatrix? {
      var rows = rows
      while let more = try? reader.next(), more {
        if reader.isBlank { continue }
        guard let row = wholeRow(from: 0), row.count == rows[0].count,
          rows.count < rows[0].count
        else { return nil }
        rows.append(row)
      }
      guard rows.count == rows[0].count else { return nil }
      return try matrix(rows, names)
    }

    /// A matrix whose rows are named; the reader stands at the first.
    private mutating func named(_ columns: [String]) throws -> ConfusionMatrix? {
      let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
      var rows = [[Int]?](repeating: nil, count: columns.count)
      var odd: (any Error)?
      repeat {
        if reader.isBlank { continue }
        guard reader.fieldCount == columns.count + 1,
          let place = places[reader.trimmedText(0)], rows[place] == nil
        else { return nil }
        let row = wholeRow(from: 1)
        if row == nil, odd == nil { odd = notCounts() }
        rows[place] = row ?? []
      } while try reader.next()
      guard rows.allSatisfy({ $0 != nil }) else { return nil }
      // Classes by number may as well be scores, which are no whole numbers.
      if odd != nil, columns.allSatisfy({ Int($0) != nil }) { return nil }
      if let odd { throw odd }
      return try matrix(rows.compactMap { $0 }, columns)
    }

    private func notCounts() -> InterchangeError {
      let field = (1..<reader.fieldCount).first { count($0) == nil } ?? 1
      return reader.mismatch(
        field,
        expected: "a number of images, as the table has the same classes along both sides; shares "
          + "do not tell how many images they are of")
    }

    private func matrix(_ rows: [[Int]], _ names: [String]?) throws -> ConfusionMatrix? {
      var (rows, names) = (rows, names)
      var hasSums = false
      if let last = names?.last, ConfusionMatrix.sums.contains(last.lowercased()),
        rows.count > 2, ConfusionMatrix.isSum(rows)
      {
        rows = rows.dropLast().map { Array($0.dropLast()) }
        names?.removeLast()
        hasSums = true
      }
      let total = rows.joined().reduce((sum: 0, overflow: false)) { total, count in
        let added = total.sum.addingReportingOverflow(count)
        return (added.partialValue, total.overflow || added.overflow)
      }
      guard !total.overflow, total.sum > 0 else { return nil }
      let areNumbered = names.map { $0 == rows.indices.map(String.init) } ?? true
      if !areNumbered, let problem = ClassNames.problem(of: names ?? []) {
        throw InterchangeError(file: reader.file, expected: "names of classes", found: problem)
      }
      return try ConfusionMatrix(
        source: reader.file, classNames: areNumbered ? nil : names, table: rows, hasSums: hasSums)
    }
  }

  /// Whether the last row and column hold the sums of the others.
  private static func isSum(_ rows: [[Int]]) -> Bool {
    let last = rows.count - 1
    func sum(_ counts: [Int]) -> Int { counts.reduce(0, &+) }
    return rows.allSatisfy { sum(Array($0.dropLast())) == $0[last] }
      && rows.indices.allSatisfy { column in
        sum(rows.dropLast().map { $0[column] }) == rows[last][column]
      }
  }
}
