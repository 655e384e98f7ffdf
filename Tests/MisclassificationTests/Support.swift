import Foundation
import Misclassification

enum Places {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let publishedCounts = root.appending(
    path: "Fixtures/Misclassification/published-counts.json"
  )
  .path(percentEncoded: false)

  /// Figure 3 of "Causal Explanations of Image Misclassifications", times 1000.
  static let publishedErrors = root.appending(
    path: "Fixtures/Misclassification/published-errors.csv"
  )
  .path(percentEncoded: false)

  static let publishedNetworks = root.appending(
    path: "Fixtures/Misclassification/published-networks.json"
  )
  .path(percentEncoded: false)

  /// The reference data, which only some machines have.
  static let shared =
    ProcessInfo.processInfo.environment["MISCLASS_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")

  static func shared(_ path: String) -> String {
    shared.appending(path: path).path(percentEncoded: false)
  }

  static var hasShared: Bool {
    FileManager.default.fileExists(atPath: shared("data/predictions"))
  }
}

/// Runs `body` with a path for a file, which is removed afterwards.
func withTemporaryFile<Result>(_ body: (String) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory
    .appending(path: "misclass-tests-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url.path(percentEncoded: false))
}

/// Predictions of the same images by several models, of the classes 0, 1, ….
func joint(labels: [Int], _ predicted: [[Int]], classes: Int) throws -> JointPredictions {
  try JointPredictions(
    predicted.enumerated().map {
      Predictions(source: "m\($0).json", labels: labels, predicted: $1)
    }, classNames: (0..<classes).map { "c\($0)" })
}
