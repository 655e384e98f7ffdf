import Testing

/// A reader of files under trial: valid files to begin with, and what reads them.
struct FuzzedReader: Sendable, CustomTestStringConvertible {
  let name: String
  /// Valid files, small where the format allows it: what is read many times must be read quickly.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Makes checksums and lengths of a damaged file right again, so that readers look behind them.
  var repair: @Sendable ([UInt8]) -> [UInt8] = { $0 }
  /// Of so many damaged files one is read, where a reading takes long.
  var thinning = 1
  /// Reads the bytes; an empty directory is there for readers that want a file.
  let read: @Sendable (_ bytes: [UInt8], _ directory: String) throws -> Void

  var testDescription: String { name }

  /// Whether a reader may answer with an error: with those of the parts, and no other.
  static func isExpected(_ error: any Error) -> Bool {
    [
      "DatasetError", "ExplanationError", "InterchangeError", "MisclassificationError",
      "ModelError", "NetworkError", "OnnxError", "TrainingError",
    ].contains("\(type(of: error))")
  }
}
