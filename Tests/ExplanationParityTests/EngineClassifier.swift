import Architectures
import Explanations
import Foundation
import NeuralNetwork
import Tensors
import Testing
import Training

/// The engine as the program hands it to the explanations.
struct EngineClassifier: LayeredClassifier {
  let scorer: Scorer

  init(_ architecture: String, batch: Int = 64, fill: (Parameters) throws -> Void) throws {
    let model = try Model(
      architecture: try #require(Architecture.named(architecture)), input: Shape(32, 32, 3),
      classes: 10,
      normalization: Normalization(mean: [0.5, 0.4, 0.3], deviation: [0.25, 0.2, 0.3]),
      classNames: [])
    try fill(model.parameters)
    scorer = Scorer(
      model, batch: batch, compute: try Compute(instructionSet: nil, threads: 2))
  }

  /// With weights that are fixed functions of their names.
  static func hashed(_ architecture: String, batch: Int = 64) throws -> EngineClassifier {
    try EngineClassifier(architecture, batch: batch) { HashedValues.fill($0) }
  }

  var classCount: Int { scorer.classCount }
  var normalization: Normalization { scorer.normalization }
  var inputHeight: Int { scorer.inputHeight }
  var inputWidth: Int { scorer.inputWidth }
  var preferredBatch: Int { scorer.preferredBatch }

  func logits(of images: [Float], count: Int) -> [Float] {
    scorer.logits(of: images, count: count)
  }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    scorer.gradients(of: images, count: count, seeds: seeds)
  }

  var layers: [ClassifierLayer] {
    scorer.model.graph.layers.map { layer in
      let shape = scorer.model.graph.nodes[layer.node].shape
      return ClassifierLayer(
        name: layer.name, height: shape.height, width: shape.width, channels: shape.channels)
    }
  }

  func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> LayerAnswer {
    let answer = scorer.inside(
      node: scorer.model.graph.layers[layer].node, of: images, count: count, seeds: seeds)
    return LayerAnswer(logits: answer.logits, values: answer.values, gradients: answer.gradients)
  }

  /// Hashed images as a method reads them.
  func batch(salt: Int, count: Int = 2) -> ExplanationBatch {
    ExplanationBatch(
      pixels: HashedValues.images(
        "evaluation.\(salt)", count: count, shape: Shape(32, 32, 3)),
      labels: [Int](repeating: 0, count: count), indices: Array(0..<count), height: 32, width: 32)
  }
}

/// Files of Fixtures/Explanations, and reference data that only some machines have.
enum Places {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let shared =
    ProcessInfo.processInfo.environment["MISCLASS_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")

  static func model(_ name: String) -> URL {
    shared.appending(path: "data/models/\(name).safetensors")
  }

  static var hasModels: Bool {
    ["resnet20", "resnet56"].allSatisfy {
      FileManager.default.fileExists(atPath: model($0).path(percentEncoded: false))
    }
  }

  static func golden<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    let url = root.appending(path: "Fixtures/Explanations/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}
