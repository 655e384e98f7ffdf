package import Architectures
package import Interchange
package import NeuralNetwork

/// A weights file that fits its network, with metadata that may still be silent.
package struct WeightsFile {
  package let path: String
  package let graph: Graph
  package private(set) var metadata: ModelMetadata
  /// Number types of the network's tensors, each once, in the order of the file.
  package let types: [String]
  /// What all names of tensors began with, as wrappers of networks write it; empty for nothing.
  package let strippedPrefix: String
  private var tensors: [NamedTensor]

  /// - Parameter architecture: nil for what the metadata name.
  /// - Throws: `InterchangeError` for what is not safetensors, `ModelError` where the network is
  ///   not known, `NetworkError.tensorMismatch` with every difference from it.
  package init(path: String, architecture: Architecture?) throws {
    self.path = Model.weightsFile(path)
    var file = try SafetensorsFile(path: self.path)
    strippedPrefix = file.stripWrapper()
    var metadata = ModelMetadata(file.metadata)
    let architecture = try architecture ?? metadata.knownArchitecture(path: self.path)
    // Parameters do not depend on the size of the images.
    let input = Shape(32, 32, 3)
    let classes = Model.classCount(
      of: file, try architecture.graph(input: input, classes: 10))
    graph = try architecture.graph(input: input, classes: classes)
    try file.checkNumbers(of: graph, path: self.path)
    try Parameters(graph).fill(
      from: file.tensors.map { ($0.name, $0.shape, $0.values) }, source: self.path,
      network: architecture.name)
    metadata.architecture = architecture.name
    self.metadata = metadata
    let names = Set(graph.parameters.map(\.name))
    tensors = file.tensors.filter { names.contains($0.name) }
    var seen: Set<String> = []
    types = tensors.map(\.elementType.rawValue).filter { seen.insert($0).inserted }
  }

  /// The network with the file's weights, for images of a size.
  ///
  /// - Throws: `ModelError` where the metadata tell no normalisation, `NetworkError` where the
  ///   network cannot be built for the size.
  package func model(input: Shape) throws -> Model {
    guard let architecture = metadata.architecture.flatMap(Architecture.named) else {
      throw ModelError.unknownArchitecture(path: path)
    }
    var model = try Model(
      architecture: architecture, input: input, classes: graph.classes,
      normalization: metadata.normalization(path: path), classNames: metadata.classNames)
    model.preparation = metadata.preparation
    try model.parameters.fill(
      from: tensors.map { ($0.name, $0.shape, $0.values) }, source: path,
      network: architecture.name)
    return model
  }

  /// Sets what is given and keeps the rest.
  ///
  /// - Throws: `ModelError` where names and outputs differ in number, or what then stands in the
  ///   metadata is no normalisation.
  package mutating func relabel(
    classNames: [String]?, mean: [Float]?, deviation: [Float]?
  ) throws(ModelError) {
    if classNames == nil { try metadata.checkClassNames(path: path) }
    metadata.classNames = classNames ?? metadata.classNames
    metadata.mean = mean ?? metadata.mean
    metadata.deviation = deviation ?? metadata.deviation
    let names = metadata.classNames.count
    guard names == 0 || names == graph.classes else {
      throw .classCount(path: path, names: names, outputs: graph.classes)
    }
    if metadata.mean != nil, metadata.deviation != nil {
      _ = try metadata.normalization(path: path)
    }
  }

  /// - Throws: `InterchangeError` where a weight does not fit the type, or the system refuses.
  package func write(to path: String, as type: NamedTensor.ElementType) throws {
    try SafetensorsFile(tensors: tensors, metadata: metadata.table).write(
      to: path, floatsAs: type)
  }
}
