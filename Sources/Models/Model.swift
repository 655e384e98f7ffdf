package import Architectures
import Compute
package import Datasets
package import Images
import Interchange
package import NeuralNetwork

/// A network with its weights and what is needed to use it on images.
package struct Model {
  /// The network that can be asked for by name; nil for one that a file describes itself.
  package let architecture: Architecture?
  package let graph: Graph
  package let parameters: Parameters
  package var normalization: Normalization
  /// Empty where the file does not say.
  package var classNames: [String]
  /// How pictures become the network's images; nil where the file does not say.
  package var preparation: PicturePreparation?
  /// What all names of the file's tensors began with, as wrappers of networks write it; empty for
  /// nothing.
  package private(set) var strippedPrefix = ""
  /// What the user should know of how the file was taken.
  package internal(set) var remarks: [String] = []

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

  /// A network of its own description.
  init(
    graph: Graph, parameters: Parameters, normalization: Normalization, classNames: [String]
  ) {
    architecture = nil
    self.graph = graph
    self.parameters = parameters
    self.normalization = normalization
    self.classNames = classNames
  }

  private init(_ model: Model, parameters: Parameters) {
    architecture = model.architecture
    graph = model.graph
    self.parameters = parameters
    normalization = model.normalization
    classNames = model.classNames
    preparation = model.preparation
  }

  /// The same with parameters of its own, which hold the same values.
  package func withOwnParameters() -> Model {
    let own = Parameters(graph)
    own.values.pointer.update(from: parameters.values.pointer, count: own.values.count)
    return Model(self, parameters: own)
  }

  /// What the user says about a weights file, each where the file itself is silent or to be
  /// overruled.
  package struct Hints: Sendable {
    package var architecture: Architecture?
    /// What the network's first layers are made for.
    package var stem: Architecture.Stem?
    package var mean: [Float]?
    package var deviation: [Float]?
    /// Classes of the data that the model is for; nil for any.
    package var classes: Int?

    package init(
      architecture: Architecture? = nil, stem: Architecture.Stem? = nil, mean: [Float]? = nil,
      deviation: [Float]? = nil, classes: Int? = nil
    ) {
      self.stem = stem
      self.classes = classes
      self.architecture = architecture
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Reads weights with PyTorch's names, and a run's directory as its `model.safetensors`; an ONNX
  /// model where the name ends so.
  ///
  /// - Throws: `InterchangeError` for a file that is not safetensors, `ModelError` where the
  ///   architecture or the normalisation is not known or the weights are another network's,
  ///   `NetworkError` where they are none's.
  package init(path: String, input: Shape, hints: Hints = Hints()) throws {
    if Self.isOnnx(path) {
      try self.init(onnx: path, input: input, hints: hints)
      return
    }
    let path = Self.weightsFile(path)
    let weights = try FittedWeights(path: path, named: hints.architecture, stem: hints.stem)
    let metadata = weights.metadata
    try metadata.checkClassNames(path: path)
    let (names, classes) = (metadata.classNames, weights.classes)
    if !names.isEmpty, names.count != classes {
      throw ModelError.classCount(path: path, names: names.count, outputs: classes)
    }
    if let expected = hints.classes, expected != classes {
      throw ModelError.classesDiffer(model: classes, data: expected)
    }
    try self.init(
      architecture: weights.architecture, input: input, classes: classes,
      normalization: metadata.normalization(
        path: path, mean: hints.mean, deviation: hints.deviation),
      classNames: names)
    strippedPrefix = weights.strippedPrefix
    remarks = weights.remarks
    preparation = metadata.preparation
    try weights.fill(parameters, of: graph)
  }

  /// What a model's file computes, for images of the size that it says or that its architecture is
  /// made for; how these have to be normalised is not asked.
  ///
  /// - Throws: as reading a model does.
  package static func network(
    path: String
  ) throws -> (graph: Graph, parameters: Parameters) {
    if isOnnx(path) { return try onnxNetwork(path: path) }
    let weights = try FittedWeights(path: weightsFile(path), named: nil, stem: nil)
    let graph = try weights.architecture.graph(
      input: weights.architecture.exampleInput, classes: weights.classes)
    let parameters = Parameters(graph)
    try weights.fill(parameters, of: graph)
    return (graph, parameters)
  }

  /// What a model's file says of itself, without its network.
  ///
  /// - Throws: `InterchangeError` for a file that is not safetensors, `OnnxError` for one that is
  ///   no ONNX model, `ModelError` for what is wrong in it.
  package static func metadata(path: String) throws -> ModelMetadata {
    if isOnnx(path) { return try onnxMetadata(path: path) }
    return ModelMetadata(try SafetensorsFile.metadata(path: weightsFile(path)))
  }

  /// `path` itself, or the weights inside it where it is a run's directory.
  package static func weightsFile(_ path: String) -> String {
    DirectoryEntry.isDirectory(path) ? path + "/model.safetensors" : path
  }

  /// How many classes the file's last layer has; 10 where it has none of the right kind, which is
  /// one of the differences then listed.
  static func classCount(of file: SafetensorsFile, _ graph: Graph) -> Int {
    guard let last = graph.parameters.last(where: { $0.kind == .bias || $0.kind == .linearWeight }),
      let shape = file[last.name]?.shape, shape.count == last.shape.count,
      (2...100_000).contains(shape[0])
    else { return 10 }
    if last.kind == .linearWeight { return shape[0] }
    // A bias alone is soon written; the weights of so many classes are there or not.
    let weight = last.name.replacing(/bias$/, with: "weight")
    return file[weight]?.shape.first == shape[0] ? shape[0] : 10
  }

  /// What goes with the weights into a file.
  var metadata: ModelMetadata {
    ModelMetadata(
      architecture: architecture?.family, stem: architecture?.stem.rawValue,
      classNames: classNames, mean: normalization.mean, deviation: normalization.deviation,
      preparation: preparation)
  }

  /// Writes the weights with PyTorch's names, shapes and layout, and what goes with them as
  /// metadata.
  package func write(to path: String) throws {
    let tensors = parameters.descriptions.indices.map { index in
      NamedTensor(
        name: parameters.descriptions[index].name, shape: parameters.descriptions[index].shape,
        values: parameters.tensor(index))
    }
    try SafetensorsFile(tensors: tensors, metadata: metadata.table).write(to: path)
  }
}
