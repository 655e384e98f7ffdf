import Architectures
import Compute
import Explanations
import Foundation
import Images
import Models
import NeuralNetwork
import Testing
import Training

/// The engine as the program hands it to the explanations, with weights that tests choose.
extension Scorer {
  convenience init(
    _ architecture: String, batch: Int = 64, fill: (Parameters) throws -> Void
  ) throws {
    let model = try Model(
      architecture: try #require(Architecture.named(architecture)), input: Shape(32, 32, 3),
      classes: 10,
      normalization: Normalization(mean: [0.5, 0.4, 0.3], deviation: [0.25, 0.2, 0.3]),
      classNames: [])
    try fill(model.parameters)
    self.init(model, batch: batch, compute: try Compute(instructionSet: nil, threads: 2))
  }

  /// With weights that are fixed functions of their names.
  static func hashed(_ architecture: String, batch: Int = 64) throws -> Scorer {
    try Scorer(architecture, batch: batch) { HashedValues.fill($0) }
  }

  /// Hashed images as a method reads them.
  func hashedBatch(salt: Int, count: Int = 2) -> ExplanationBatch {
    ExplanationBatch(
      pixels: HashedValues.images(
        "evaluation.\(salt)", count: count, shape: Shape(32, 32, 3)),
      labels: [Int](repeating: 0, count: count), indices: Array(0..<count), height: 32, width: 32)
  }
}
