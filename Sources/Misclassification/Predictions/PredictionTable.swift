import Interchange

/// The CSV form of predictions while it is read.
struct PredictionTable {
  private enum Column: Equatable {
    case index
    case label
    case predicted
    case score(Int)
  }

  /// What the file is read for, and must therefore hold.
  enum Purpose {
    case predictions, labels
  }

  private let purpose: Purpose
  /// Labels and predictions lie below it.
  private let classLimit: Int
  private var reader: CSVReader
  private var columns: [Column] = []
  private var scoreKind: Predictions.Scores.Kind?
  private var scoreCount = 0

  private var indices: [Int] = []
  private var labels: [Int] = []
  private var predicted: [Int] = []
  private var scores: [Float] = []
  private var rows = 0
  private var lineOfFirstEmptyLabel: Int?

  init(
    bytes: [UInt8], source: String, classLimit: Int = ClassLimit.count,
    holds purpose: Purpose = .predictions
  ) throws {
    self.purpose = purpose
    self.classLimit = classLimit
    reader = CSVReader(bytes: bytes, file: source)
    try readHeader()
    try readRows()
  }

  private var isInOrder: Bool { indices.enumerated().allSatisfy { $0.offset == $0.element } }

  var predictions: Predictions {
    let table = scoreKind.map {
      Predictions.Scores(kind: $0, classCount: scoreCount, values: scores)
    }
    return Predictions(
      source: reader.file, indices: isInOrder ? nil : indices,
      labels: labels.isEmpty ? nil : labels,
      predicted: columns.contains(.predicted) ? predicted : table?.largest ?? [],
      scores: table)
  }

  /// The labels by image, for a table of labels.
  ///
  /// - Throws: `InterchangeError` where a label, or an image between others, is missing.
  var givenLabels: GivenLabels {
    get throws {
      guard labels.count == rows else {
        throw InterchangeError(
          file: reader.file, place: lineOfFirstEmptyLabel.map { "line \($0)" },
          expected: "a label in every row", found: "nothing")
      }
      if isInOrder { return GivenLabels(source: reader.file, values: labels) }
      // The indices differ from each other, so they are those of all images if none is too large.
      var values = labels
      for (index, label) in zip(indices, labels) {
        guard index < rows else {
          throw InterchangeError(
            file: reader.file, place: "column index",
            expected: "every image from 0 to \(rows - 1), as there are \(rows) rows",
            found: "image \(index)")
        }
        values[index] = label
      }
      return GivenLabels(source: reader.file, values: values)
    }
  }

  private mutating func readHeader() throws {
    let form =
      purpose == .labels
      ? "the header index,label" : "the header index,label,predicted,logit_0,logit_1,…"
    guard try reader.next() else {
      throw reader.error(expected: form, found: "nothing")
    }
    for field in 0..<reader.fieldCount {
      let name = reader.text(field)
      guard let column = column(named: name) else {
        throw reader.mismatch(field, expected: form)
      }
      if columns.contains(column) {
        throw reader.error(expected: "each column once", found: "'\(name)' twice")
      }
      columns.append(column)
    }
    let found = Set(columns.compactMap { if case .score(let k) = $0 { k } else { nil } })
    scoreCount = found.count
    if let missing = (0..<scoreCount).first(where: { !found.contains($0) }) {
      throw reader.error(
        expected: "scores of classes 0 to \(scoreCount - 1)", found: "none of class \(missing)")
    }
    guard scoreCount == 0 || (2...ClassLimit.count).contains(scoreCount) else {
      throw reader.error(
        expected: "scores of 2 to \(ClassLimit.count) classes", found: "\(scoreCount)")
    }
    guard scoreCount <= classLimit else {
      throw reader.error(
        expected: "scores of \(classLimit) classes", found: "scores of \(scoreCount)")
    }
    switch purpose {
    case .labels where !columns.contains(.label):
      throw reader.error(expected: "a column 'label'", found: "none")
    case .predictions where !columns.contains(.predicted) && scoreCount == 0:
      throw reader.error(expected: "a column 'predicted', or scores", found: "neither")
    default: break
    }
  }

  private mutating func column(named name: String) -> Column? {
    switch name {
    case "index": return .index
    case "label": return .label
    case "predicted": return .predicted
    default: break
    }
    for (prefix, kind) in [("logit_", Predictions.Scores.Kind.logits), ("prob_", .probabilities)]
    where name.hasPrefix(prefix) && (scoreKind == nil || scoreKind == kind) {
      let digits = name.dropFirst(prefix.count)
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
        return nil
      }
      scoreKind = kind
      return .score(number)
    }
    return nil
  }

  private mutating func readRows() throws {
    let start = reader.bytesRead
    while try reader.next() {
      guard reader.fieldCount == columns.count else {
        throw reader.error(expected: "\(columns.count) fields", found: "\(reader.fieldCount)")
      }
      if rows == 0 { reserve(bytesPerRecord: reader.bytesRead - start) }
      let firstScore = scores.count
      if scoreCount > 0 { scores.append(contentsOf: repeatElement(0, count: scoreCount)) }
      for (field, column) in columns.enumerated() {
        switch column {
        case .index: indices.append(try index(field))
        case .label: try appendLabel(field)
        case .predicted: predicted.append(try classNumber(field, "predicted"))
        case .score(let number): scores[firstScore + number] = try score(field, number)
        }
      }
      rows += 1
    }
    guard rows > 0 else {
      throw reader.error(expected: "at least one prediction after the header", found: "none")
    }
    try checkIndices()
  }

  private mutating func reserve(bytesPerRecord: Int) {
    let expected = reader.estimatedRecords(bytesPerRecord: bytesPerRecord) + 1
    if columns.contains(.index) { indices.reserveCapacity(expected) }
    if columns.contains(.label) { labels.reserveCapacity(expected) }
    if columns.contains(.predicted) { predicted.reserveCapacity(expected) }
    scores.reserveCapacity(expected * scoreCount)
  }

  private func index(_ field: Int) throws -> Int {
    let value = try reader.wholeNumber(field, name: "index")
    guard value >= 0 else { throw reader.mismatch(field, expected: "an index of 0 or above") }
    return value
  }

  private func classNumber(_ field: Int, _ name: String) throws -> Int {
    let value = try reader.wholeNumber(field, name: name)
    let limit = scoreCount > 0 ? scoreCount : classLimit
    guard (0..<limit).contains(value) else {
      throw reader.mismatch(field, expected: "a class from 0 to \(limit - 1) for \(name)")
    }
    return value
  }

  private mutating func appendLabel(_ field: Int) throws {
    if reader.isEmpty(field) {
      guard labels.isEmpty else { throw reader.mismatch(field, expected: "a label in every row") }
      if lineOfFirstEmptyLabel == nil { lineOfFirstEmptyLabel = reader.line }
      return
    }
    if let line = lineOfFirstEmptyLabel {
      throw reader.mismatch(field, expected: "no label, because line \(line) has none")
    }
    labels.append(try classNumber(field, "label"))
  }

  private func score(_ field: Int, _ number: Int) throws -> Float {
    guard scoreKind == .probabilities else {
      return try reader.number(field, name: "logit_\(number)")
    }
    let value = try reader.number(field, name: "prob_\(number)")
    guard (0...1).contains(value) else {
      throw reader.mismatch(field, expected: "a probability from 0 to 1 for prob_\(number)")
    }
    return value
  }

  /// Each image may be predicted once.
  private func checkIndices() throws {
    var isSorted = true
    for row in indices.indices.dropFirst() where indices[row] <= indices[row - 1] {
      isSorted = false
      break
    }
    if isSorted { return }
    var seen: Set<Int> = []
    for index in indices where !seen.insert(index).inserted {
      throw InterchangeError(
        file: reader.file, place: "column index", expected: "each image once",
        found: "image \(index) twice")
    }
  }
}
