import Interchange

/// Finds what parts the columns of a table, and what they hold.
enum TableHeader {
  private static let delimiters = Array(",;\t|".utf8)

  /// - Returns: a reader that stands behind the header, and the columns.
  static func read(
    _ bytes: [UInt8], source: String, place: CSVReader.Place,
    options: Predictions.ReadingOptions, purpose: PredictionTable.Purpose
  ) throws -> (CSVReader, PredictionColumns) {
    let form =
      purpose == .labels
      ? "a header such as index,label" : "a header such as index,label,predicted,logit_0,logit_1,…"
    var best: (reader: CSVReader, columns: PredictionColumns)?
    var firstError: InterchangeError?
    var isTied = false
    for delimiter in candidates(bytes) {
      var reader = CSVReader(bytes: bytes, file: source, delimiter: delimiter, place: place)
      do {
        try skipSeparatorLine(&reader)
        guard try reader.next() else { throw reader.error(expected: form, found: "nothing") }
        let columns = try columns(&reader, options)
        guard columns.recognized > 0 else { throw reader.mismatch(0, expected: form) }
        let most = best?.columns.recognized ?? 0
        isTied = columns.recognized == most || isTied && columns.recognized < most
        if columns.recognized > most { best = (reader, columns) }
      } catch let error as InterchangeError {
        if firstError == nil { firstError = error }
      }
    }
    guard var best else {
      throw firstError ?? InterchangeError(file: source, expected: form, found: "nothing")
    }
    if isTied {
      throw best.reader.error(
        expected: "columns parted by one sign", found: "a header that two signs part alike")
    }
    if purpose == .predictions { try findScoresNamedByLabels(&best.columns, best.reader) }
    try check(best.columns, best.reader, options, purpose)
    return best
  }

  /// Looks for scores whose columns are called as the classes in the column of labels.
  private static func findScoresNamedByLabels(
    _ columns: inout PredictionColumns, _ reader: CSVReader
  ) throws {
    guard !columns.holds(.predicted), columns.scoreCount == 0,
      let label = columns.roles.firstIndex(of: .label)
    else { return }
    var reader = reader
    var labels: Set<String> = []
    var numbers: Set<Int> = []
    while try reader.next() {
      guard reader.fieldCount == columns.names.count else { break }
      if labels.isEmpty {
        numbers = Set((0..<reader.fieldCount).filter { reader.numeric($0) != nil })
      }
      labels.insert(reader.trimmedText(label))
      if labels.count > columns.names.count { return }
    }
    columns.takeScores(named: labels) { numbers.contains($0) }
  }

  private static func columns(
    _ reader: inout CSVReader, _ options: Predictions.ReadingOptions
  ) throws -> PredictionColumns {
    let names = (0..<reader.fieldCount).map { reader.trimmedText($0) }
    do {
      return try PredictionColumns(
        names: names, classNames: options.classNames, told: options.columns)
    } catch {
      throw reader.error(expected: error.expected, found: error.found)
    }
  }

  /// The signs that stand in the first line, that of the line `sep=` alone; the comma where none
  /// does.
  static func candidates(_ bytes: [UInt8]) -> [UInt8] {
    let text = bytes[ByteOrderMark.length(in: bytes)...]
    let line = text.drop { $0 == 0x0A || $0 == 0x0D }.prefix { $0 != 0x0A && $0 != 0x0D }
    if line.starts(with: "sep=".utf8), let sign = line.dropFirst(4).first,
      delimiters.contains(sign)
    {
      return [sign]
    }
    let found = Set(line).intersection(delimiters)
    return found.isEmpty ? [UInt8(ascii: ",")] : delimiters.filter(found.contains)
  }

  /// Passes over the line by which spreadsheets tell the delimiter.
  private static func skipSeparatorLine(_ reader: inout CSVReader) throws {
    var ahead = reader
    if try ahead.next(), ahead.text(0) == "sep=" { reader = ahead }
  }

  private static func check(
    _ columns: PredictionColumns, _ reader: CSVReader, _ options: Predictions.ReadingOptions,
    _ purpose: PredictionTable.Purpose
  ) throws {
    let count = columns.scoreCount
    guard count == 0 || (2...ClassLimit.count).contains(count) else {
      throw reader.error(
        expected: "scores of 2 to \(ClassLimit.count) classes", found: "\(count)")
    }
    guard count <= options.classLimit else {
      throw reader.error(
        expected: "scores of \(options.classLimit) classes", found: "scores of \(count)")
    }
    switch purpose {
    case .labels where !columns.holds(.label):
      throw reader.error(
        expected: "a column 'label'", found: "none among \(Excerpt.list(columns.names))")
    case .predictions where !columns.holds(.predicted) && count == 0:
      throw reader.error(
        expected: "a column 'predicted', or scores",
        found: "neither among \(Excerpt.list(columns.names))")
    default: break
    }
  }
}
