import Interchange

/// The true class of every image of a data set, from outside of the predictions.
package struct GivenLabels: Sendable, Equatable {
  /// The file or data set, for messages.
  package let source: String
  /// The label of image k at place k.
  package let values: [Int]

  package init(source: String, values: [Int]) {
    self.source = source
    self.values = values
  }

  /// Reads labels as CSV with a column `label` (and `index`, and whatever predictions have), a JSON
  /// array, or a `.npy` array (N), told apart by how the file begins.
  ///
  /// - Parameter classLimit: labels must lie below it.
  /// - Throws: `InterchangeError` with the file, the place and what is wrong there.
  package static func read(path: String, classLimit: Int = ClassLimit.count) throws -> GivenLabels {
    try read(bytes: FileReader.bytes(of: path), source: path, classLimit: classLimit)
  }

  static func read(
    bytes: [UInt8], source: String, classLimit: Int = ClassLimit.count
  ) throws -> GivenLabels {
    let found: Predictions
    switch try PredictionFormat(of: bytes, source: source) {
    case .numpy, .json:
      found = try Predictions.read(bytes: bytes, source: source, classLimit: classLimit)
      guard found.scores == nil else {
        throw InterchangeError(
          file: source, expected: "one label for each image", found: "scores of each class")
      }
      return GivenLabels(source: source, values: found.predicted)
    case .csv:
      return try PredictionTable(
        bytes: bytes, source: source, classLimit: classLimit, holds: .labels
      ).givenLabels
    }
  }
}
