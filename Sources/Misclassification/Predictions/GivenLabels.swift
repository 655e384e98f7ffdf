import Interchange

/// The true class of every image of a data set, from outside of the predictions.
package struct GivenLabels: Sendable, Equatable {
  /// The file or data set, for messages.
  package let source: String
  /// The label of image k at place k.
  package var values: [Int]
  /// What the file calls each image, where that is no index; each another.
  package var identifiers: [String]?
  /// The names of the classes, where the file names them; nil where it numbers them.
  package var classNames: [String]?

  /// Whether they are a data set's: its images are then known by their places in it.
  package var isOfData = false

  /// The labels of a data set.
  ///
  /// - Parameter identifiers: what the data set calls its images, if anything.
  package init(ofData source: String, values: [Int], identifiers: [String]?) {
    self.init(source: source, values: values)
    self.identifiers = identifiers
    isOfData = true
  }

  package init(source: String, values: [Int]) {
    self.source = source
    self.values = values
  }

  /// Reads labels as a table with a column `label` (and `index`, and whatever predictions have), as
  /// JSON, or as an array (N, N x 1, or N x classes with a single 1 in each row), told apart by how
  /// the file begins.
  ///
  /// - Throws: `InterchangeError` with the file, the place and what is wrong there.
  package static func read(
    path: String, options: Predictions.ReadingOptions = Predictions.ReadingOptions()
  ) throws -> GivenLabels {
    try read(bytes: FileReader.bytes(of: path), source: path, options: options)
  }

  static func read(
    bytes: [UInt8], source: String,
    options: Predictions.ReadingOptions = Predictions.ReadingOptions()
  ) throws -> GivenLabels {
    switch try PredictionFormat(of: bytes, source: source) {
    case .numpy, .numbers:
      var silent = options
      silent.remark = { _ in }
      let found = try Predictions.read(bytes: bytes, source: source, options: silent)
      if let scores = found.scores {
        guard scores.areOneHot else {
          throw InterchangeError(
            file: source, expected: "one label for each image", found: "scores of each class")
        }
        options.remark(
          ReadingRemark(
            isWarning: false,
            text: "\(source): each row's label is the class where it holds 1 (one-hot)"))
      }
      return GivenLabels(source: source, values: found.predicted)
    case .json, .csv:
      return try PredictionTable.read(bytes, source: source, options: options, holds: .labels)
        .givenLabels
    }
  }
}
