import Architectures
import Datasets
import Foundation
import Images
import Models
import NeuralNetwork
import Training

/// A fresh directory to run the program in, gone afterwards.
func withWorkplace<Result>(_ body: (Workplace) async throws -> Result) async throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "misclass-commands-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try await body(Workplace(directory: directory.path(percentEncoded: false)))
}

struct Workplace {
  let directory: String
  var program: Program { Program(directory: directory) }

  func path(_ name: String) -> String { directory + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func write(_ text: String, _ name: String) throws {
    try write(Array(text.utf8), name)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: path(name)))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// The lines of a text, without the line break at its end.
  func lines(_ name: String) throws -> [String] {
    try text(name).split(separator: "\n").map(String.init)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path(name))))
  }

  /// What is there, but for the program's own output.
  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { !$0.hasPrefix(".out-") && !$0.hasPrefix(".err-") }.sorted()
  }

  /// A network with random weights, which `change` may spoil.
  func writeModel(
    _ name: String = "model.safetensors", architecture: String = "resnet20",
    change: (Parameters) -> Void = { _ in }
  ) throws {
    guard let architecture = Architecture.named(architecture) else {
      throw CocoaError(.featureUnsupported)
    }
    let model = try Model(
      architecture: architecture, input: Shape(32, 32, 3), classes: 10,
      normalization: Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]),
      classNames: PlantedSet.classNames)
    model.parameters.initialize(seed: 3)
    change(model.parameters)
    try model.write(to: path(name))
  }

  /// The small planted set in `data`, without the masks.
  func writeData(testCount: Int = 40) throws {
    var options = PlantedOptions(seed: 5)
    options.trainCount = 10
    options.testCount = testCount
    _ = try PlantedSet(options).write(to: path("data"), workers: Workers(threads: 1))
  }

  /// A JSON object that the program printed or wrote.
  static func object(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}
