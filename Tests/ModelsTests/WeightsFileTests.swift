import Architectures
import Compute
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing

@Suite struct WeightsFileTests {
  /// A file of PyTorch's kind: no metadata, and tensors that count batches.
  private func withFile(_ body: (String, Model) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try Model(
      architecture: .standard, input: Shape(32, 32, 3), classes: 3,
      normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]), classNames: [])
    model.parameters.initialize(seed: 5)
    try model.write(to: path)
    var file = try SafetensorsFile(path: path)
    file.metadata = [:]
    file.tensors.append(
      NamedTensor(
        name: "bn1.num_batches_tracked", shape: [], values: [9], elementType: .int64))
    try file.write(to: path)
    try body(path, model)
  }

  @Test(arguments: [NamedTensor.ElementType.float32, .float16, .bfloat16])
  func isRelabelledAndRead(type: NamedTensor.ElementType) throws {
    try withFile { path, model in
      var weights = try WeightsFile(path: path, architecture: .standard)
      #expect(weights.graph.classes == 3 && weights.types == ["F32"])
      try weights.relabel(
        classNames: ["a", "b", "c"], mean: [0.5, 0.25, 0.125], deviation: [1, 2, 3])
      try weights.write(to: path, as: type)
      let again = try WeightsFile(path: path, architecture: nil)
      #expect(again.types == [type.rawValue])
      #expect(again.metadata.classNames == ["a", "b", "c"])
      let read = try Model(path: path, input: Shape(32, 32, 3))
      #expect(read.normalization == Normalization(mean: [0.5, 0.25, 0.125], deviation: [1, 2, 3]))
      let precision: Float = type == .float32 ? 0 : type == .float16 ? 0x1p-11 : 0x1p-8
      for (value, expected) in zip(
        read.parameters.values.elements, model.parameters.values.elements)
      {
        // The smallest numbers of F16 are further apart than their size would have it.
        #expect(abs(value - expected) <= precision * abs(expected) + (precision > 0 ? 0x1p-25 : 0))
      }
    }
  }

  @Test func listsEveryDifference() throws {
    try withFile { path, _ in
      var file = try SafetensorsFile(path: path)
      file.tensors.removeAll { $0.name == "linear.bias" || $0.name == "bn1.weight" }
      file.tensors.append(NamedTensor(name: "more", shape: [1], values: [0]))
      try file.write(to: path)
      #expect {
        _ = try WeightsFile(path: path, architecture: .standard)
      } throws: { error in
        let text = "\(error)"
        return ["missing tensor linear.bias", "missing tensor bn1.weight", "extra tensor more"]
          .allSatisfy(text.contains)
      }
    }
  }

  @Test func wrongLabelsAreRefused() throws {
    try withFile { path, _ in
      #expect(throws: ModelError.unknownArchitecture(path: path)) {
        try WeightsFile(path: path, architecture: nil)
      }
      var weights = try WeightsFile(path: path, architecture: .standard)
      #expect(throws: ModelError.classCount(path: path, names: 2, outputs: 3)) {
        try weights.relabel(classNames: ["a", "b"], mean: nil, deviation: nil)
      }
      #expect(throws: ModelError.self) {
        try weights.relabel(classNames: ["a", "b", "c"], mean: [0, 0, 0], deviation: [1, 0, 1])
      }
    }
  }
}
