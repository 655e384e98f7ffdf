import Interchange

extension Predictions {
  /// What is known before a file is read, and who hears how it was read.
  package struct ReadingOptions {
    /// The names of the classes in their order, where they are known.
    package var classNames: [String]?
    /// Labels, predictions and the number of scores must fit so many classes.
    package var classLimit: Int
    /// What scores are; nil for what the names of their columns, or else all rows together, tell.
    package var scores: Scores.Kind?
    /// What columns are called; nil for what their names tell.
    package var columns: ToldColumns?
    package var remark: ReadingRemarks

    package init(
      classNames: [String]? = nil, classLimit: Int? = nil, scores: Scores.Kind? = nil,
      columns: ToldColumns? = nil, remark: @escaping ReadingRemarks = { _ in }
    ) {
      self.classNames = classNames
      self.classLimit = classLimit ?? classNames?.count ?? ClassLimit.count
      self.scores = scores
      self.columns = columns
      self.remark = remark
    }
  }

  /// Reads predictions in any of their formats, told apart by how the file begins.
  ///
  /// - A table with a header, parted by commas, semicolons, tabulators or `|`. Columns are told by
  ///   their names (see `PredictionColumns`): which image, its label, the predicted class, a score
  ///   for each class. All but the predicted class or the scores may be absent, labels may be
  ///   empty. Without a predicted class it is that of the largest score, the first of equals.
  ///   Classes stand there by number or by name.
  /// - JSON: an array of predicted classes or of rows of scores, or a table as objects.
  /// - A `.npy` array of predicted classes (N, or N x 1) or of scores (N x classes).
  /// - Throws: `InterchangeError` with the file, the place and what is wrong there.
  package static func read(
    path: String, options: ReadingOptions = ReadingOptions()
  ) throws -> Predictions {
    try read(bytes: FileReader.bytes(of: path), source: path, options: options)
  }

  /// - Parameter source: the name for messages.
  package static func read(
    bytes: [UInt8], source: String, options: ReadingOptions = ReadingOptions()
  ) throws -> Predictions {
    let format = try PredictionFormat(of: bytes, source: source)
    switch format {
    case .numpy:
      let array = try NumpyArray(bytes: bytes, file: source)
      return try fromArray(array, source: source, options)
    case .numbers:
      let predicted = try JSON.wholeNumbers(bytes, file: source)
      try check(predicted, source: source, options.classLimit)
      return Predictions(source: source, predicted: predicted)
    case .json, .csv:
      if format == .csv, try ConfusionMatrix.read(bytes, source: source) != nil {
        throw MisclassificationError.countsOnly(source: source)
      }
      return try PredictionTable.read(bytes, source: source, options: options, holds: .predictions)
        .predictions
    }
  }

  private static func fromArray(
    _ array: NumpyArray, source: String, _ options: ReadingOptions
  ) throws -> Predictions {
    let limit = options.classLimit
    // What convolutions put out in place of a linear layer: N x classes x 1 x 1.
    if array.shape.count > 2, array.shape.dropFirst(2).allSatisfy({ $0 == 1 }) {
      return try fromArray(
        NumpyArray(shape: Array(array.shape[..<2]), elements: array.elements), source: source,
        options)
    }
    switch array.shape.count {
    case 1...2 where array.shape.count == 1 || array.shape[1] == 1:
      guard let predicted = array.integers else {
        throw InterchangeError(
          file: source, place: array.firstFraction.map { "row \($0.place)" },
          expected: "predicted classes as whole numbers",
          found: array.firstFraction.map { "\($0.value)" } ?? "fractions")
      }
      try check(predicted, source: source, limit)
      return Predictions(source: source, predicted: predicted)
    case 2 where 2...max(limit, 2) ~= array.shape[1] && array.shape[0] > 0:
      return try fromScores(array, source: source, options)
    default:
      throw InterchangeError(
        file: source,
        expected: "an array of N classes, or of N x 2 to \(limit) scores",
        found: "shape \(array.shape)")
    }
  }

  private static func check(_ predicted: [Int], source: String, _ classLimit: Int) throws {
    guard !predicted.isEmpty else {
      throw InterchangeError(
        file: source, expected: "at least one prediction", found: "an empty array")
    }
    if let bad = predicted.firstIndex(where: { !(0..<classLimit).contains($0) }) {
      throw InterchangeError(
        file: source, place: "element \(bad)",
        expected: "a class from 0 to \(classLimit - 1)", found: "\(predicted[bad])")
    }
  }

  private static func fromScores(
    _ array: NumpyArray, source: String, _ options: ReadingOptions
  ) throws -> Predictions {
    let (values, classCount) = (array.doubles, array.shape[1])
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw InterchangeError(
        file: source, place: "row \(bad / classCount), class \(bad % classCount)",
        expected: "a finite score", found: "\(values[bad])")
    }
    let scores = Scores(
      kind: options.scores ?? Scores.kind(of: values, classCount: classCount),
      classCount: classCount, values: values)
    var found = Predictions(source: source, predicted: scores.largest, scores: scores)
    // Whole numbers above 2^53 that differ may be equal as Double.
    if case .integers(let whole) = array.elements {
      found.predicted = (0..<array.shape[0]).map { row in
        let row = whole[row * classCount..<(row + 1) * classCount]
        return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
      }
    }
    found.remark(
      told: options.scores, named: nil, largest: found.predicted, to: options.remark)
    return found
  }
}

extension PredictionTable {
  /// Reads a table in text or JSON.
  static func read(
    _ bytes: [UInt8], source: String, options: Predictions.ReadingOptions, holds purpose: Purpose
  ) throws -> PredictionTable {
    guard try PredictionFormat(of: bytes, source: source) == .json else {
      return try PredictionTable(bytes: bytes, source: source, options: options, holds: purpose)
    }
    guard
      let table = try JSONTable.csv(
        of: bytes, file: source, name: purpose == .labels ? "label" : "predicted",
        scores: "score")
    else {
      throw InterchangeError(file: source, expected: "a table with rows", found: "none")
    }
    return try PredictionTable(
      bytes: table, source: source, options: options, place: .row, holds: purpose)
  }
}

/// The formats of predictions and labels.
enum PredictionFormat {
  case csv, json, numpy
  /// A JSON array of numbers.
  case numbers

  /// - Throws: `InterchangeError` for a file that holds nothing, or something else.
  init(of bytes: [UInt8], source: String) throws {
    if NumpyArray.isNumpy(bytes) {
      self = .numpy
      return
    }
    func refusal(_ found: String) -> InterchangeError {
      InterchangeError(
        file: source, expected: "predictions or labels as CSV, JSON or .npy", found: found)
    }
    let text = bytes[ByteOrderMark.length(in: bytes)...]
    guard let first = text.first(where: { !UInt8.space.contains($0) }) else {
      throw refusal(bytes.isEmpty ? "an empty file" : "nothing but white space")
    }
    if let other = FormatGuess.other(thanText: bytes) { throw refusal(other) }
    if let other = FormatGuess.otherEncoding(of: bytes) { throw refusal(other) }
    switch first {
    case UInt8(ascii: "{"): self = .json
    case UInt8(ascii: "["):
      let second = text.lazy.filter { !UInt8.space.contains($0) }.dropFirst().first
      let opensMore = second.map { Array("[{\"".utf8).contains($0) } ?? false
      self = opensMore ? .json : .numbers
    default: self = .csv
    }
  }
}
