import Datasets
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Onnx
import Testing

/// ONNX models with what goes with them: how they want their images, and for which they are.
@Suite struct OnnxModelTests {
  private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/Onnx/channels-last.onnx").standardized

  private static let input = Shape(8, 6, 3)

  /// The fixture in a folder of its own, beside what `json` says.
  private static func withCopy(
    json: String? = nil, _ body: (_ path: String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "network.onnx")
    try FileManager.default.copyItem(at: fixture, to: file)
    if let json {
      try Data(json.utf8).write(to: folder.appending(path: "network.json"))
    }
    try body(file.path)
  }

  private static func message(
    json: String? = nil, input: Shape = input, hints: Model.Hints = Model.Hints()
  ) throws -> String {
    var message = ""
    try withCopy(json: json) { path in
      do {
        _ = try Model(path: path, input: input, hints: hints)
      } catch {
        message = "\(error)"
      }
    }
    return message
  }

  @Test func ownProperties() throws {
    let model = try Model(path: Self.fixture.path, input: Self.input)
    #expect(model.normalization.mean == [0.5, 0.4, 0.3])
    #expect(model.normalization.deviation == [0.2, 0.25, 0.3])
    #expect(model.classNames == ["a", "b", "c"])
    #expect(model.graph.classes == 3)
    #expect(model.architecture == nil)
    #expect(model.remarks.contains { $0.contains("its properties") })
    #expect(model.remarks.contains { $0.contains("Softmax") })
  }

  @Test func fileBeside() throws {
    let json = #"{"mean": [51, 102, 153], "std": [25.5, 51, 255], "scale": 255, "channels": "BGR"}"#
    try Self.withCopy(json: json) { path in
      let model = try Model(path: path, input: Self.input)
      // In the order of the channels, which are blue, green and red.
      #expect(model.normalization.mean == [0.6, 0.4, 0.2])
      #expect(model.normalization.deviation == [1, 0.2, 0.1])
      #expect(model.classNames == ["a", "b", "c"])
      #expect(model.graph.nodes.contains { $0.name == "channels" })
    }
  }

  @Test func optionsOverrule() throws {
    let hints = Model.Hints(mean: [0.1, 0.2, 0.3], deviation: [1, 1, 1])
    try Self.withCopy(json: #"{"mean": [0, 0, 0], "std": [0.5, 0.5, 0.5]}"#) { path in
      let model = try Model(path: path, input: Self.input, hints: hints)
      #expect(model.normalization.mean == [0.1, 0.2, 0.3])
      #expect(model.normalization.deviation == [1, 1, 1])
    }
  }

  @Test func wrongImagesAndClasses() throws {
    let size = try Self.message(input: Shape(32, 32, 3))
    #expect(size.contains("images of 8 x 6 pixels, the data's have 32 x 32"))
    #expect(
      try Self.message(hints: .init(classes: 10)).contains("3 classes apart, the data has 10"))
  }

  @Test(arguments: [
    (#"{"mean": [127, 127, 127], "std": [60, 60, 60]}"#, "are they of pixels from 0 to 255?"),
    (#"{"mean": [0, 0, 0]}"#, "mean and std of three numbers each"),
    (#"{"scale": 128}"#, "a scale of 1 or 255, found 128"),
    (#"{"size": [224, 224]}"#, "expected the size [8, 6], found [224, 224]"),
    (#"{"classes": ["a", "b"]}"#, "2 classes"),
    (#"{"average": [0, 0, 0]}"#, "found 'average'"),
    (#"{"mean": "grey"}"#, "at 'mean'"),
    (#"{"channels": "RBG"}"#, "at 'channels'"),
    ("[1, 2, 3]", "a JSON object"),
  ])
  func badFileBeside(json: String, expected: String) throws {
    let message = try Self.message(json: json)
    #expect(message.contains(expected), "\(message)")
    #expect(!message.contains("\n"))
  }

  // MARK: Written again with what is said of it

  @Test func relabelledModelSaysItself() throws {
    try Self.withCopy { path in
      var model = try LabelledOnnx(path: path)
      #expect(model.graph.classes == 3)
      try model.relabel(
        classNames: ["x", "y", "z"], mean: [0.1, 0.2, 0.3], deviation: [0.4, 0.5, 0.6],
        channels: .bgr, preparation: PicturePreparation(resize: .shorterSide(10)))
      let out = path + ".out.onnx"
      try model.write(to: out)
      let read = try Model(path: out, input: Self.input)
      #expect(read.normalization.mean == [0.1, 0.2, 0.3])
      #expect(read.normalization.deviation == [0.4, 0.5, 0.6])
      #expect(read.classNames == ["x", "y", "z"])
      #expect(read.preparation?.resize == .shorterSide(10))
      #expect(read.graph.nodes.contains { $0.name == "channels" })
      // Weights and graph are as they were.
      let (old, new) = (try Model.network(path: path), try Model.network(path: out))
      let numbers = old.parameters.descriptions.indices
      #expect(numbers == new.parameters.descriptions.indices)
      #expect(numbers.allSatisfy { old.parameters.tensor($0) == new.parameters.tensor($0) })
      #expect(old.graph.nodes.map(\.name) == new.graph.nodes.map(\.name))
    }
  }

  @Test func wrongLabelsAreRefused() throws {
    try Self.withCopy { path in
      var model = try LabelledOnnx(path: path)
      #expect(throws: ModelError.classCount(path: path, names: 2, outputs: 3)) {
        try model.relabel(
          classNames: ["a", "b"], mean: nil, deviation: nil, channels: nil, preparation: nil)
      }
      #expect(throws: ModelError.self) {
        try model.relabel(
          classNames: nil, mean: [100, 100, 100], deviation: [1, 1, 1], channels: nil,
          preparation: nil)
      }
    }
  }

  /// As another program answers, and otherwise.
  @Test func answersAreCompared() throws {
    let base = Self.fixture.deletingPathExtension().path
    let images = try NumpyArray(path: base + ".input.npy")
    let logits = try NumpyArray(path: base + ".logits.npy")
    let model = try LabelledOnnx(path: Self.fixture.path)
    // The file ends in Softmax, the goldens before it.
    let classes = logits.shape[1]
    let probabilities = stride(from: 0, to: logits.count, by: classes).flatMap { first in
      let powers = logits.floats[first..<first + classes].map { exp($0) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
    let scores = NumpyArray(shape: logits.shape, floats: probabilities)
    try model.verify(images: images, scores: scores, path: "check")
    #expect {
      try model.verify(
        images: images, scores: NumpyArray(shape: scores.shape, floats: scores.floats.reversed()),
        path: "check")
    } throws: {
      "\($0)".contains("computes something else")
    }
  }
}
