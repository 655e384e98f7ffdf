import Architectures
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing

/// Files that hold tensors of the right names and no usable network.
@Suite struct UnusableWeightsTests {
  private static let input = Shape(32, 32, 3)

  /// A good file, which `change` spoils, and what reading it gives.
  private func read(
    classes: Int? = nil, _ change: (inout SafetensorsFile) -> Void
  ) throws -> Model {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try Model(
      architecture: .standard, input: Self.input, classes: 3,
      normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]),
      classNames: ["a", "b", "c"])
    model.parameters.initialize(seed: 5)
    try model.write(to: path)
    var file = try SafetensorsFile(path: path)
    change(&file)
    try file.write(to: path)
    return try Model(path: path, input: Self.input, hints: .init(classes: classes))
  }

  private func expectRefusal(_ word: String, _ change: (inout SafetensorsFile) -> Void) {
    do {
      _ = try read(change)
      Issue.record("read, expected \(word)")
    } catch {
      #expect("\(error)".contains(word), "\(error)")
    }
  }

  private func change(
    _ name: String, _ body: @escaping (inout NamedTensor) -> Void
  ) -> (inout SafetensorsFile) -> Void {
    { file in
      if let index = file.tensors.firstIndex(where: { $0.name == name }) {
        body(&file.tensors[index])
      }
    }
  }

  @Test(arguments: [-1, -.infinity, .nan, .infinity] as [Float])
  func variancesBelowZeroAreRefused(value: Float) {
    expectRefusal("'bn1.running_var'", change("bn1.running_var") { $0.values[3] = value })
  }

  @Test(arguments: ["conv1.weight", "bn1.running_mean", "linear.bias"])
  func whatIsNotFiniteIsRefused(name: String) {
    for value in [Float.nan, .infinity] {
      expectRefusal(name, change(name) { $0.values[1] = value })
    }
  }

  @Test func wholeNumbersAreNoWeights() {
    expectRefusal(
      "I64, as quantised",
      change("linear.weight") {
        $0.elementType = .int64
        $0.values = $0.values.map { ($0 * 100).rounded() }
      })
  }

  @Test(arguments: ["module.", "_orig_mod.", "model.", "net.", "module._orig_mod.", "state_dict."])
  func whatStandsBeforeAllNamesIsLeftOut(prefix: String) throws {
    let model = try read { file in
      for index in file.tensors.indices {
        file.tensors[index].name = prefix + file.tensors[index].name
      }
    }
    #expect(model.strippedPrefix == prefix)
    #expect(try read { _ in }.strippedPrefix == "")
    expectRefusal("module.conv1.weight", change("conv1.weight") { $0.name = "module.conv1.weight" })
  }

  @Test(arguments: [
    ("mean", "123.675,116.28,103.53", "0 to 255"), ("std", "58.4,57.1,57.4", "0 to 255"),
    ("std", "0.2,-0.2,0.2", "above zero"), ("std", "0,0,0", "above zero"),
    ("mean", "nan,0,0", "mean"), ("std", "0.2,inf,0.2", "std"), ("mean", "0.5,0.5", "mean"),
    ("classes", #"["a","a","b"]"#, "'a' for classes 0 and 1"), ("classes", "a,b,c", "JSON array"),
    ("classes", "[\"a\",\"b\",\"\\u001b[2J\"]", "without control characters"),
  ])
  func metadataAreChecked(key: String, value: String, word: String) {
    expectRefusal(word) { $0.metadata[key] = value }
  }

  @Test func anotherNumberOfClassesIsToldFirst() {
    #expect(throws: ModelError.classesDiffer(model: 3, data: 10)) {
      try read(classes: 10) { _ in }
    }
  }

  /// A bias is soon written; as many rows of weights would be a network of that size.
  @Test func aBiasAloneMakesNoClasses() {
    expectRefusal(
      "linear.bias: expected shape [10], found [90000]",
      {
        change("linear.bias") {
          $0.shape = [90_000]
          $0.values = [Float](repeating: 0, count: 90_000)
        }(&$0)
        $0.metadata["classes"] = nil
      })
  }
}
