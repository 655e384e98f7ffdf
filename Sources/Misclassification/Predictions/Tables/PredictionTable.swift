import Interchange

/// A table of predictions while it is read.
struct PredictionTable {
  /// What the file is read for, and must therefore hold.
  enum Purpose {
    case predictions, labels
  }

  private let purpose: Purpose
  /// Labels and predictions lie below it.
  private let classLimit: Int
  private let classNames: [String]?
  private let told: Predictions.Scores.Kind?
  private let remark: ReadingRemarks
  private var reader: CSVReader
  private let columns: PredictionColumns

  private var indices: [Int] = []
  private var identifiers: [String] = []
  private var labels: ClassCells
  private var predicted: ClassCells
  private var scores: [Double] = []
  /// Rows whose scores are whole numbers too large for Double, and the class of the largest.
  private var exactLargest: [Int: Int] = [:]
  private var rows = 0
  private var lineOfFirstEmptyLabel: Int?
  private var hasDecimalPoints = false
  private var hasDecimalCommas = false

  init(
    bytes: [UInt8], source: String, options: Predictions.ReadingOptions,
    place: CSVReader.Place = .line, holds purpose: Purpose = .predictions
  ) throws {
    self.purpose = purpose
    classNames = options.classNames
    told = options.scores
    remark = options.remark
    (reader, columns) = try TableHeader.read(
      bytes, source: source, place: place, options: options, purpose: purpose)
    let known = options.classNames ?? columns.scoreNames
    let limit = columns.scoreCount > 0 ? columns.scoreCount : options.classLimit
    classLimit = limit
    labels = ClassCells("label", classNames: known, limit: limit)
    predicted = ClassCells("predicted", classNames: known, limit: limit)
    try readRows()
    try checkImages()
    if let recognition = columns.recognition {
      remark(ReadingRemark(isWarning: false, text: "\(source): \(recognition)"))
    }
  }

  private var isInOrder: Bool { indices.enumerated().allSatisfy { $0.offset == $0.element } }

  var predictions: Predictions {
    get throws {
      let names = try resolvedNames()
      let scores = columns.scoreCount > 0 ? scoreTable : nil
      let largest = scores.map(largest)
      let said = columns.holds(.predicted) ? predicted.values(in: names ?? []) : nil
      var found = Predictions(
        source: reader.file, indices: isInOrder ? nil : indices,
        labels: hasLabels ? labels.values(in: names ?? []) : nil,
        predicted: said ?? largest ?? [], scores: scores)
      found.identifiers = identifiers.isEmpty ? nil : identifiers
      found.classNames = names
      if let largest {
        found.remark(told: told, named: columns.scoreKind, largest: largest, to: remark)
      }
      return found
    }
  }

  private var scoreTable: Predictions.Scores {
    let kind =
      told ?? columns.scoreKind
      ?? Predictions.Scores.kind(of: scores, classCount: columns.scoreCount)
    return Predictions.Scores(kind: kind, classCount: columns.scoreCount, values: scores)
  }

  /// The class of the largest score of each row; whole numbers beyond 2^53 are compared exactly.
  private func largest(of table: Predictions.Scores) -> [Int] {
    var largest = table.largest
    for (row, label) in exactLargest { largest[row] = label }
    return largest
  }

  private var hasLabels: Bool { columns.holds(.label) && !labels.values.isEmpty }

  /// The names of the classes; nil where the file numbers them.
  private func resolvedNames() throws -> [String]? {
    if let names = classNames ?? columns.scoreNames { return names }
    let cells = [labels, predicted].filter { !$0.values.isEmpty }
    guard cells.contains(where: \.isByName) else { return nil }
    if cells.contains(where: \.isByNumber) || columns.scoreCount > 0 {
      throw InterchangeError(
        file: reader.file,
        expected: "classes by number everywhere, or by name everywhere, unless the "
          + "classes are given in their order", found: "both")
    }
    return Set(labels.found + predicted.found).sorted()
  }

  /// The labels by image, for a table of labels.
  ///
  /// - Throws: `InterchangeError` where a label, or an image between others, is missing.
  var givenLabels: GivenLabels {
    get throws {
      guard labels.values.count == rows else {
        throw InterchangeError(
          file: reader.file, place: lineOfFirstEmptyLabel.map(reader.placeName),
          expected: "a label in every row", found: "nothing")
      }
      let names = try resolvedNames()
      let rowLabels = labels.values(in: names ?? [])
      var given = GivenLabels(source: reader.file, values: rowLabels)
      given.identifiers = identifiers.isEmpty ? nil : identifiers
      given.classNames = names
      if isInOrder { return given }
      // The indices differ from each other, so they are those of all images if none is too large.
      var values = rowLabels
      for (index, label) in zip(indices, rowLabels) {
        guard index < rows else {
          throw InterchangeError(
            file: reader.file, place: "column index",
            expected: "every image from 0 to \(rows - 1), as there are \(rows) rows",
            found: "image \(index)")
        }
        values[index] = label
      }
      given.values = values
      return given
    }
  }

  private mutating func readRows() throws {
    let start = reader.bytesRead
    var blank: InterchangeError?
    while try reader.next() {
      // Spreadsheets leave rows of nothing at the end, which say nothing; between others they may
      // have lost something.
      if reader.isBlank, reader.fieldCount == 1 || reader.fieldCount == columns.names.count {
        if blank == nil {
          blank = reader.error(
            expected: "\(columns.names.count) fields", found: "nothing but blanks")
        }
        continue
      }
      if let blank { throw blank }
      guard reader.fieldCount == columns.names.count else {
        throw reader.error(
          expected: "\(columns.names.count) fields", found: "\(reader.fieldCount)")
      }
      if rows == 0 { reserve(bytesPerRecord: reader.bytesRead - start) }
      try readRow()
      rows += 1
    }
    guard rows > 0 else {
      throw reader.error(expected: "at least one prediction after the header", found: "none")
    }
  }

  private mutating func readRow() throws {
    let firstScore = scores.count
    if columns.scoreCount > 0 {
      scores.append(contentsOf: repeatElement(0, count: columns.scoreCount))
    }
    for (field, role) in columns.roles.enumerated() {
      switch role {
      case .image: try appendImage(field)
      case .label: try appendLabel(field)
      case .predicted:
        guard !reader.trimmedText(field).isEmpty else {
          throw reader.mismatch(field, expected: "a class in every row for predicted")
        }
        try predicted.append(reader, field)
      case .score(let number): scores[firstScore + number] = try score(field)
      case .other: break
      }
    }
    if scores[firstScore...].contains(where: { $0.magnitude >= 0x1p53 }) {
      exactLargest[rows] = largestWholeNumber()
    }
  }

  private mutating func reserve(bytesPerRecord: Int) {
    let expected = reader.estimatedRecords(bytesPerRecord: bytesPerRecord) + 1
    if columns.holds(.image) { indices.reserveCapacity(expected) }
    if columns.holds(.label) { labels.reserve(expected) }
    if columns.holds(.predicted) { predicted.reserve(expected) }
    scores.reserveCapacity(expected * columns.scoreCount)
  }

  private mutating func appendImage(_ field: Int) throws {
    if rows == 0, case .whole = reader.numeric(field) {
      indices.append(try index(field))
    } else if rows > 0, identifiers.isEmpty {
      indices.append(try index(field))
    } else {
      identifiers.append(reader.trimmedText(field))
    }
  }

  private func index(_ field: Int) throws -> Int {
    guard case .whole(let value) = reader.numeric(field) else {
      throw reader.mismatch(field, expected: "a whole number for index")
    }
    guard value >= 0 else { throw reader.mismatch(field, expected: "an index of 0 or above") }
    return value
  }

  private mutating func appendLabel(_ field: Int) throws {
    if reader.trimmedText(field).isEmpty {
      guard labels.values.isEmpty else {
        throw reader.mismatch(field, expected: "a label in every row")
      }
      if lineOfFirstEmptyLabel == nil { lineOfFirstEmptyLabel = reader.line }
      return
    }
    if let line = lineOfFirstEmptyLabel {
      throw reader.mismatch(
        field, expected: "no label, because \(reader.placeName(line)) has none")
    }
    try labels.append(reader, field)
  }

  private mutating func score(_ field: Int) throws -> Double {
    let value: Double
    switch reader.numeric(field) {
    case .whole(let number): value = Double(number)
    case .decimal(let number):
      value = number
      hasDecimalPoints = true
    case .decimalComma(let number):
      value = number
      hasDecimalCommas = true
    case nil: value = .nan
    }
    let name = columns.names[field]
    guard value.isFinite else {
      throw reader.mismatch(field, expected: "a finite number for \(Excerpt.name(name))")
    }
    if hasDecimalPoints, hasDecimalCommas {
      throw reader.mismatch(field, expected: "decimal points, or decimal commas, in all numbers")
    }
    if columns.scoreKind == .probabilities, told == nil, !(0...1).contains(value) {
      throw reader.mismatch(
        field, expected: "a probability from 0 to 1 for \(Excerpt.name(name))")
    }
    return value
  }

  /// The class of the largest score of the present row, compared as whole numbers; nil where one
  /// is none.
  private func largestWholeNumber() -> Int? {
    var best: (label: Int, score: Int)?
    for (field, role) in columns.roles.enumerated() {
      guard case .score(let label) = role else { continue }
      guard case .whole(let score) = reader.numeric(field) else { return nil }
      if best.map({ score > $0.score || score == $0.score && label < $0.label }) ?? true {
        best = (label, score)
      }
    }
    return best?.label
  }

  /// Each image may be predicted once; numbers that are no places in the data are names.
  private mutating func checkImages() throws {
    if !identifiers.isEmpty, Set(identifiers).count < identifiers.count {
      // A file may be named often, such as once for each object in it.
      remark(
        ReadingRemark(
          isWarning: true,
          text: "\(reader.file): images are named more than once, so the names are not used; rows "
            + "are taken in their order"))
      identifiers = []
    }
    if let image = repeatedIndex {
      throw InterchangeError(
        file: reader.file, place: "column index", expected: "each image once",
        found: "image \(image) twice")
    }
    // Only an index is sure to count from 0; other numbers do if they are all of 0 to the last.
    if !columns.imageIsIndex, let largest = indices.max(), largest != indices.count - 1 {
      identifiers = indices.map(String.init)
      indices = []
    }
  }

  private var repeatedIndex: Int? {
    if zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }) { return nil }
    var seen: Set<Int> = []
    return indices.first { !seen.insert($0).inserted }
  }
}
