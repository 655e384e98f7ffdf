import Interchange

extension ErrorTable {
  /// Reads a table of errors as CSV with the header `class,MODEL,…` and a row per class.
  ///
  /// - Parameters:
  ///   - imagesPerClass: how many images each class has, where that is known.
  ///   - asPublished: takes any numbers, such as rates, rather than counts alone.
  /// - Throws: `InterchangeError` with the file, the line and what is wrong there.
  package static func read(
    path: String, imagesPerClass: Int? = nil, asPublished: Bool = false
  ) throws -> ErrorTable {
    try read(
      bytes: FileReader.bytes(of: path), source: path, imagesPerClass: imagesPerClass,
      asPublished: asPublished)
  }

  package static func read(
    bytes: [UInt8], source: String, imagesPerClass: Int? = nil, asPublished: Bool = false
  ) throws -> ErrorTable {
    let form = "the header class,MODEL,…"
    if let other = FormatGuess.other(thanText: bytes) ?? FormatGuess.otherEncoding(of: bytes) {
      throw InterchangeError(file: source, expected: "CSV with \(form)", found: other)
    }
    var reader = CSVReader(bytes: bytes, file: source)
    guard try reader.next() else { throw reader.error(expected: form, found: "nothing") }
    guard reader.fieldCount > 1, reader.text(0) == "class" else {
      throw reader.mismatch(0, expected: form)
    }
    let models = (1..<reader.fieldCount).map { reader.text($0) }
    guard Set(models).count == models.count, !models.contains("") else {
      throw reader.error(expected: "a different name for each model", found: "equal or empty ones")
    }
    var names: [String] = []
    var seen: Set<String> = []
    var values: [[Double]] = []
    while try reader.next() {
      guard reader.fieldCount == models.count + 1 else {
        throw reader.error(
          expected: "\(models.count + 1) fields", found: "\(reader.fieldCount)")
      }
      guard seen.insert(reader.text(0)).inserted else {
        throw reader.mismatch(0, expected: "each class once")
      }
      if let problem = ClassNames.problem(of: reader.text(0)) {
        throw reader.mismatch(0, expected: "a class \(problem)")
      }
      guard names.count < ClassLimit.count else {
        throw reader.error(expected: "at most \(ClassLimit.count) classes", found: "more")
      }
      names.append(reader.text(0))
      values.append(
        try models.indices.map { model in
          try reader.errors(
            model + 1, of: models[model], atMost: imagesPerClass, asPublished: asPublished)
        })
    }
    guard !names.isEmpty else {
      throw reader.error(expected: "a row for each class after the header", found: "none")
    }
    return ErrorTable(
      classNames: names, modelNames: models, values: values,
      images: imagesPerClass.map { [Int](repeating: $0, count: names.count) })
  }
}

extension CSVReader {
  /// The largest number for which whole numbers are still told apart after they are added up.
  private static let largest = 1e12

  fileprivate func errors(
    _ field: Int, of model: String, atMost images: Int?, asPublished: Bool
  ) throws -> Double {
    guard let value = Double(text(field)), value.isFinite, value >= 0, value <= Self.largest else {
      throw mismatch(field, expected: "a number of errors for \(model), 0 or above")
    }
    if asPublished { return value }
    guard value == value.rounded() else {
      throw mismatch(
        field,
        expected: "a whole number of errors for \(model) (chi-squared needs counts: it goes with "
          + "the scale of the table, and finds any rates alike unless they are taken as published)")
    }
    if let images, value > Double(images) {
      throw mismatch(field, expected: "at most \(images) errors for \(model), as images")
    }
    return value
  }
}
