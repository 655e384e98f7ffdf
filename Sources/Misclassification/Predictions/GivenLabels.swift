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
  /// JSON, or as a `.npy` array (N, or N x 1), told apart by how the file begins.
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
      let found = try Predictions.read(bytes: bytes, source: source, options: options)
      guard found.scores == nil else {
        throw InterchangeError(
          file: source, expected: "one label for each image", found: "scores of each class")
      }
      return GivenLabels(source: source, values: found.predicted)
    case .json, .csv:
      return try PredictionTable.read(bytes, source: source, options: options, holds: .labels)
        .givenLabels
    }
  }
}
