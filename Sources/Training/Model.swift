package import Architectures
import Foundation
import Interchange
package import NeuralNetwork
package import Tensors

/// A network with its weights and what is needed to use it on images.
package struct Model {
  package let architecture: Architecture
  package let graph: Graph
  package let parameters: Parameters
  package var normalization: Normalization
  /// Empty where the file does not say.
  package var classNames: [String]

  package init(
    architecture: Architecture, input: Shape, classes: Int, normalization: Normalization,
    classNames: [String]
  ) throws(NetworkError) {
    self.architecture = architecture
    graph = try architecture.graph(input: input, classes: classes)
    parameters = Parameters(graph)
    self.normalization = normalization
    self.classNames = classNames
  }

  /// What the user says about a weights file, each where the file itself is silent or to be overruled.
  package struct Hints: Sendable {
    package var architecture: Architecture?
    package var mean: [Float]?
    package var deviation: [Float]?

    package init(
      architecture: Architecture? = nil, mean: [Float]? = nil, deviation: [Float]? = nil
    ) {
      self.architecture = architecture
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Reads weights with PyTorch's names, and a run's directory as its `model.safetensors`.
  ///
  /// - Throws: `InterchangeError` for a file that is not safetensors, `ModelError` where the architecture or
  ///   the normalisation is not known, `NetworkError` where weights and network differ.
  package init(path: String, input: Shape, hints: Hints = Hints()) throws {
    let path = Self.weightsFile(path)
    let file = try SafetensorsFile(path: path)
    let metadata = ModelMetadata(file.metadata)
    let architecture = try Self.architecture(path, metadata, hints)
    let names = metadata.classNames
    let described = try architecture.graph(input: input, classes: 10)
    let classes = try Self.classCount(of: file, described, path: path)
    if !names.isEmpty, names.count != classes {
      throw ModelError.classCount(path: path, names: names.count, outputs: classes)
    }
    guard let mean = hints.mean ?? metadata.mean,
      let deviation = hints.deviation ?? metadata.deviation
    else { throw ModelError.unknownNormalization(path: path) }
    guard mean.count == 3, deviation.count == 3, mean.allSatisfy(\.isFinite),
      deviation.allSatisfy({ $0.isFinite && $0 > 0 })
    else { throw ModelError.badNormalization(path: path, mean: mean, deviation: deviation) }
    try self.init(
      architecture: architecture, input: input, classes: classes,
      normalization: Normalization(mean: mean, deviation: deviation), classNames: names)
    try parameters.fill(
      from: file.tensors.map { ($0.name, $0.shape, $0.values) }, source: path,
      network: architecture.name)
  }

  /// `path` itself, or the weights inside it where it is a run's directory.
  package static func weightsFile(_ path: String) -> String {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    return exists && isDirectory.boolValue ? path + "/model.safetensors" : path
  }

  private static func architecture(
    _ path: String, _ metadata: ModelMetadata, _ hints: Hints
  ) throws -> Architecture {
    if let architecture = hints.architecture { return architecture }
    guard let name = metadata.architecture else { throw ModelError.unknownArchitecture(path: path) }
    guard let architecture = Architecture.named(name) else {
      throw ModelError.unsupportedArchitecture(path: path, name: name)
    }
    return architecture
  }

  /// How many classes the file's last layer has.
  private static func classCount(
    of file: SafetensorsFile, _ graph: Graph, path: String
  ) throws -> Int {
    guard let last = graph.parameters.last(where: { $0.kind == .bias }) else { return 10 }
    guard let tensor = file[last.name] else {
      throw NetworkError.tensorMismatch(
        source: path, network: graph.name,
        differences: ["missing tensor \(last.name), which tells the number of classes"])
    }
    guard tensor.shape.count == 1, (2...100_000).contains(tensor.shape[0]) else {
      throw NetworkError.tensorMismatch(
        source: path, network: graph.name,
        differences: ["\(last.name): expected shape [classes], found \(tensor.shape)"])
    }
    return tensor.shape[0]
  }

  /// Writes the weights with PyTorch's names, shapes and layout, and what goes with them as metadata.
  package func write(to path: String) throws {
    let tensors = parameters.descriptions.indices.map { index in
      NamedTensor(
        name: parameters.descriptions[index].name, shape: parameters.descriptions[index].shape,
        values: parameters.tensor(index))
    }
    let metadata = ModelMetadata(
      architecture: architecture.name, classNames: classNames, mean: normalization.mean,
      deviation: normalization.deviation)
    try SafetensorsFile(tensors: tensors, metadata: metadata.table).write(to: path)
  }
}

/// The `__metadata__` of a weights file.
package struct ModelMetadata: Equatable {
  package var architecture: String?
  package var classNames: [String]
  package var mean: [Float]?
  package var deviation: [Float]?

  package init(
    architecture: String?, classNames: [String], mean: [Float]?, deviation: [Float]?
  ) {
    self.architecture = architecture
    self.classNames = classNames
    self.mean = mean
    self.deviation = deviation
  }

  package init(_ table: [String: String]) {
    architecture = table["arch"]
    let classes = table["classes"].map { Data($0.utf8) }
    classNames = classes.flatMap { try? JSONDecoder().decode([String].self, from: $0) } ?? []
    mean = table["mean"].flatMap(Self.numbers)
    deviation = table["std"].flatMap(Self.numbers)
  }

  /// Numbers parted by commas; nil if any is not one.
  package static func numbers(_ text: String) -> [Float]? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmingCharacters(in: .whitespaces))
    }
    return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
  }

  package var table: [String: String] {
    var table = ["format": "pt"]
    table["arch"] = architecture
    if let data = try? JSONEncoder().encode(classNames), !classNames.isEmpty {
      table["classes"] = String(decoding: data, as: UTF8.self)
    }
    table["mean"] = mean.map { $0.map(\.description).joined(separator: ",") }
    table["std"] = deviation.map { $0.map(\.description).joined(separator: ",") }
    return table
  }
}

/// What a weights file may fail to tell.
package enum ModelError: Error, Equatable, CustomStringConvertible {
  case unknownArchitecture(path: String)
  case unsupportedArchitecture(path: String, name: String)
  case unknownNormalization(path: String)
  case badNormalization(path: String, mean: [Float], deviation: [Float])
  case classCount(path: String, names: Int, outputs: Int)
  case classesDiffer(model: Int, data: Int)

  package var description: String {
    switch self {
    case .unknownArchitecture(let path):
      "\(path): the metadata names no architecture ('arch'); give it with --arch"
    case .unsupportedArchitecture(let path, let name):
      "\(path): the metadata names the architecture '\(name)'; expected one of "
        + Architecture.all.map(\.name).joined(separator: ", ")
    case .unknownNormalization(let path):
      "\(path): the metadata holds no 'mean' and 'std' of three numbers each; "
        + "give them with --mean and --std"
    case .badNormalization(let path, let mean, let deviation):
      "\(path): expected a finite mean and a deviation above zero for each of 3 channels, "
        + "found mean \(mean), std \(deviation)"
    case .classCount(let path, let names, let outputs):
      "\(path): the metadata names \(names) classes, the network has \(outputs) outputs"
    case .classesDiffer(let model, let data):
      "the model tells \(model) classes apart, the data has \(data)"
    }
  }
}
