import Architectures
import Compute
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing

@Suite struct ModelTests {
  private static let names = ["a, with a comma", "b\"quoted\"", "c"]

  private func model(classes: Int = 3) throws -> Model {
    let model = try Model(
      architecture: .standard, input: Shape(32, 32, 3), classes: classes,
      normalization: Normalization(mean: [0.1, 0.2, 0.3], deviation: [0.4, 0.5, 0.6]),
      classNames: Array(Self.names.prefix(classes)))
    model.parameters.initialize(seed: 3)
    return model
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func whatIsWrittenIsRead() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      let again = try Model(path: path, input: Shape(32, 32, 3))
      #expect(again.architecture?.name == "resnet20")
      #expect(again.classNames == Self.names)
      #expect(again.normalization == model.normalization)
      #expect(
        Array(again.parameters.values.elements) == Array(model.parameters.values.elements))
    }
  }

  @Test func aConvolutionIsWrittenInPyTorchsLayout() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      let tensor = try #require(SafetensorsFile(path: path)["conv1.weight"])
      #expect(tensor.shape == [16, 3, 3, 3])
      // Output 5, input 2, row 1, column 0; stored as rows x columns x inputs x outputs.
      let stored = model.parameters.values.pointer + model.parameters.offset(of: "conv1.weight")
      #expect(tensor.values[((5 * 3 + 2) * 3 + 1) * 3] == stored[((1 * 3 + 0) * 3 + 2) * 16 + 5])
    }
  }

  @Test func hintsStandInForMissingMetadata() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      var file = try SafetensorsFile(path: path)
      file.metadata = [:]
      try file.write(to: path)
      let input = Shape(32, 32, 3)
      #expect(throws: ModelError.unknownArchitecture(path: path)) {
        try Model(path: path, input: input)
      }
      #expect(throws: ModelError.unknownNormalization(path: path)) {
        try Model(path: path, input: input, hints: .init(architecture: .standard))
      }
      let hints = Model.Hints(
        architecture: .standard, mean: [0, 0, 0], deviation: [1, 1, 1])
      #expect(try Model(path: path, input: input, hints: hints).graph.classes == 3)
    }
  }

  @Test func everyDifferenceFromTheNetworkIsListed() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      var file = try SafetensorsFile(path: path)
      file.tensors.removeAll { $0.name == "bn1.weight" }
      file.tensors.append(NamedTensor(name: "more", shape: [1], values: [0]))
      try file.write(to: path)
      #expect {
        try Model(path: path, input: Shape(32, 32, 3))
      } throws: { error in
        let text = "\(error)"
        return text.contains("missing tensor bn1.weight") && text.contains("extra tensor more")
      }
    }
  }

  @Test func theNetworkThatFitsIsNamed() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      let hints = Model.Hints(architecture: Architecture.named("resnet56"))
      #expect(
        throws: ModelError.otherNetwork(path: path, network: "resnet56", fitting: "resnet20")
      ) {
        try Model(path: path, input: Shape(32, 32, 3), hints: hints)
      }
    }
  }

  /// Of a long list both ends are shown, as it begins with what is too much.
  @Test func manyDifferencesAreShortened() {
    let lines = (0..<180).map { "line \($0)" }
    let error = NetworkError.tensorMismatch(source: "f", network: "n", differences: lines)
    let shown = error.description.split(separator: "\n")
    #expect(shown.count == 10 && shown[1] == "  line 0" && shown[9] == "  line 179")
    #expect(shown[5].contains("172 more"))
    #expect(error.wholeDescription.split(separator: "\n").count == 181)
    let few = NetworkError.tensorMismatch(
      source: "f", network: "n", differences: Array(lines[..<9]))
    #expect(few.description == few.wholeDescription)
  }

  @Test func scoresDoNotDependOnTheBatch() throws {
    let model = try model()
    var stream = RandomStream(5)
    let images = (0..<7 * 32 * 32 * 3).map { _ in stream.uniform() - 0.5 }
    let compute = try Compute(instructionSet: nil, threads: 2)
    let whole = Scorer(model, batch: 7, compute: compute).logits(of: images, count: 7)
    let parts = Scorer(model, batch: 3, compute: compute).logits(of: images, count: 7)
    #expect(whole == parts)
    #expect(whole.allSatisfy { $0.isFinite })
  }
}
