import Interchange

extension Predictions {
  /// Reads predictions in any of their formats, told apart by how the file begins.
  ///
  /// - CSV with the header `index,label,predicted,logit_0,…`: `index` and `label` may be absent,
  ///   labels may be empty, `prob_k` may stand for `logit_k`; either `predicted` or the scores may
  ///   be absent. The prediction is then the largest score, the first of equals.
  /// - A JSON array of predicted classes.
  /// - A `.npy` array of predicted classes (N) or of scores (N x classes).
  /// - Parameter classLimit: labels, predictions and the number of scores must fit so many classes.
  /// - Throws: `InterchangeError` with the file, the place and what is wrong there.
  package static func read(
    path: String, classLimit: Int = ClassLimit.count
  ) throws -> Predictions {
    try read(bytes: FileReader.bytes(of: path), source: path, classLimit: classLimit)
  }

  /// - Parameter source: the name for messages.
  package static func read(
    bytes: [UInt8], source: String, classLimit: Int = ClassLimit.count
  ) throws -> Predictions {
    switch try PredictionFormat(of: bytes, source: source) {
    case .numpy:
      let array = try NumpyArray(bytes: bytes, file: source)
      return try fromArray(array, source: source, classLimit)
    case .json:
      let predicted = try JSON.wholeNumbers(bytes, file: source)
      try check(predicted, source: source, classLimit)
      return Predictions(source: source, predicted: predicted)
    case .csv:
      return try PredictionTable(bytes: bytes, source: source, classLimit: classLimit).predictions
    }
  }

  private static func fromArray(
    _ array: NumpyArray, source: String, _ classLimit: Int
  ) throws -> Predictions {
    switch array.shape.count {
    case 1:
      guard let predicted = array.integers else {
        throw InterchangeError(
          file: source, expected: "predicted classes as whole numbers", found: "fractions")
      }
      try check(predicted, source: source, classLimit)
      return Predictions(source: source, predicted: predicted)
    case 2 where 2...max(classLimit, 2) ~= array.shape[1] && array.shape[0] > 0:
      let scores = try scores(array.floats, classCount: array.shape[1], source: source)
      return Predictions(source: source, predicted: scores.largest, scores: scores)
    default:
      throw InterchangeError(
        file: source,
        expected: "an array of N classes, or of N x 2 to \(classLimit) scores",
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

  private static func scores(
    _ values: [Float], classCount: Int, source: String
  ) throws -> Scores {
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw InterchangeError(
        file: source, place: "row \(bad / classCount), class \(bad % classCount)",
        expected: "a finite score", found: "\(values[bad])")
    }
    let areProbabilities = stride(from: 0, to: values.count, by: classCount).allSatisfy { start in
      let row = values[start..<start + classCount]
      return row.allSatisfy { (0...1).contains($0) } && abs(row.reduce(0, +) - 1) < 1e-3
    }
    return Scores(
      kind: areProbabilities ? .probabilities : .logits, classCount: classCount, values: values)
  }
}

/// The formats of predictions and labels.
enum PredictionFormat {
  case csv, json, numpy

  /// - Throws: `InterchangeError` for a file that holds nothing, or something else.
  init(of bytes: [UInt8], source: String) throws {
    if NumpyArray.isNumpy(bytes) {
      self = .numpy
      return
    }
    func refusal(_ found: String) -> InterchangeError {
      InterchangeError(
        file: source, expected: "predictions or labels as CSV, a JSON array or .npy", found: found)
    }
    let text = bytes[ByteOrderMark.length(in: bytes)...]
    guard let first = text.first(where: { !UInt8.space.contains($0) }) else {
      throw refusal(bytes.isEmpty ? "an empty file" : "nothing but white space")
    }
    if let other = FormatGuess.other(thanText: bytes) { throw refusal(other) }
    self = first == UInt8(ascii: "[") ? .json : .csv
  }
}
