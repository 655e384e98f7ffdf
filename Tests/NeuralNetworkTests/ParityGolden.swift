import Foundation

/// What PyTorch computed for one network: a file of Fixtures/Parity.
struct ParityGolden: Decodable {
  var network: String
  var salt: Int
  /// How much the gradients change under changes of the weights that are as small as rounding.
  var roughness: Double
  var evaluationLogits: [[Double]]
  var inputGradient: Sketch
  var trainingLogits: [[Double]]
  var losses: [Double]
  var statistics: [String: Sketch]
  var gradients: [String: Sketch]
  var changes: [String: Sketch]

  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Parity")
  }

  /// The networks that there is a file for.
  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func read(_ name: String) throws -> ParityGolden {
    try JSONDecoder().decode(
      ParityGolden.self, from: Data(contentsOf: folder.appending(path: name + ".json")))
  }
}
