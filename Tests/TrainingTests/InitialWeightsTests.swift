import Architectures
import Compute
import Datasets
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing
import Training

@Suite struct InitialWeightsTests {
  private static let normalization = Normalization(
    mean: [0.25, 0.5, 0.75], deviation: [0.5, 0.25, 0.125])

  private func model(
    _ names: [String], seed: UInt64, architecture: Architecture = .standard
  ) throws -> Model {
    let model = try Model(
      architecture: architecture, input: Shape(8, 8, 3), classes: names.count,
      normalization: Self.normalization, classNames: names)
    model.parameters.initialize(seed: seed)
    return model
  }

  private func withFile(_ model: Model, _ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.write(to: path)
    try body(path)
  }

  @Test func sameClassesKeepAll() throws {
    let source = try model(["a", "b", "c"], seed: 1)
    let target = try model(["a", "b", "c"], seed: 2)
    try withFile(source) { path in
      let weights = try InitialWeights(path: path)
      #expect(weights.architecture?.name == "resnet20")
      #expect(try weights.normalization() == Self.normalization)
      #expect(try weights.fill(target) == .kept)
    }
    #expect(Array(target.parameters.values.elements) == Array(source.parameters.values.elements))
  }

  @Test(arguments: [["a", "b", "c", "d"], ["a", "b", "x"]])
  func otherClassesGetANewHead(names: [String]) throws {
    let source = try model(["a", "b", "c"], seed: 1)
    let target = try model(names, seed: 2)
    let fresh = try model(names, seed: 2)
    try withFile(source) { path in
      guard case .new = try InitialWeights(path: path).fill(target) else {
        Issue.record("the head was kept")
        return
      }
    }
    let head = target.graph.headParameters
    #expect(head == ["linear.weight", "linear.bias"])
    for index in target.parameters.descriptions.indices {
      let isHead = head.contains(target.parameters.descriptions[index].name)
      let origin = isHead ? fresh : source
      #expect(target.parameters.tensor(index) == origin.parameters.tensor(index))
    }
  }

  @Test func everyOtherDifferenceIsListedAndNothingIsTaken() throws {
    let source = try model(["a", "b"], seed: 1, architecture: #require(.named("resnet32")))
    let target = try model(["a", "b", "c"], seed: 2)
    let before = Array(target.parameters.values.elements)
    try withFile(source) { path in
      #expect {
        _ = try InitialWeights(path: path).fill(target)
      } throws: { error in
        guard case NetworkError.tensorMismatch(_, _, let differences) = error else { return false }
        return differences.count == 60 && differences.allSatisfy { $0.hasPrefix("extra") }
      }
    }
    #expect(Array(target.parameters.values.elements) == before)
  }

  @Test func preparingTakesWeightsAndNormalisation() throws {
    let source = try model(["dark", "grey", "bright"], seed: 1)
    try withFile(source) { path in
      var settings = SmallRun.settings
      settings.initialWeights = path
      let compute = try Compute(instructionSet: nil, threads: 1)
      let images = SmallRun.images(20, seed: 1)
      let own = try PreparedTraining(settings, images: images, compute: compute)
      #expect(own.head == .kept)
      #expect(own.trainer.model.normalization != Self.normalization)
      #expect(
        Array(own.trainer.model.parameters.values.elements)
          == Array(source.parameters.values.elements))
      settings.keepsNormalization = true
      settings.validation = 5
      let kept = try PreparedTraining(settings, images: images, compute: compute)
      #expect(kept.trainer.model.normalization == Self.normalization)
      #expect(kept.validation?.count == 5 && kept.trainer.imageCount == 15)
      #expect(
        kept.trainer.settings.normalization == ChannelNormalization(Self.normalization))
      settings.validation = 20
      #expect(throws: TrainingError.validationTooLarge(images: 20, validation: 20)) {
        try PreparedTraining(settings, images: images, compute: compute)
      }
    }
  }
}
