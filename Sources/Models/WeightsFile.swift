package import Architectures
package import Datasets
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
  /// What the user should know of how the file was taken.
  package let remarks: [String]
  package let architecture: Architecture
  /// Answers for some images, with which the network was compared; nil for none.
  package private(set) var check: CheckedAnswers?
  private var tensors: [NamedTensor]

  /// - Parameters:
  ///   - architecture: nil for what the metadata name.
  ///   - stem: what its first layers are made for; nil for what the file tells.
  /// - Throws: `InterchangeError` for what is not safetensors, `ModelError` where the network is
  ///   not known or computes otherwise than the file says, `NetworkError.tensorMismatch` with every
  ///   difference from it.
  package init(
    path: String, architecture: Architecture?, stem: Architecture.Stem? = nil
  ) throws {
    self.path = Model.weightsFile(path)
    let weights = try FittedWeights(path: self.path, named: architecture, stem: stem)
    strippedPrefix = weights.strippedPrefix
    remarks = weights.remarks
    // Parameters do not depend on the size of the images.
    self.architecture = weights.architecture
    graph = try weights.architecture.graph(
      input: weights.architecture.exampleInput, classes: weights.classes)
    try weights.fill(Parameters(graph), of: graph)
    metadata = weights.metadata
    check = weights.check
    let names = Set(graph.parameters.map(\.name))
    tensors = weights.tensors.filter { names.contains($0.name) }
    var seen: Set<String> = []
    types = tensors.map(\.elementType.rawValue).filter { seen.insert($0).inserted }
  }

  /// Compares the network with another program's answers, and keeps them with the weights.
  ///
  /// - Throws: `ModelError` where it computes otherwise.
  package mutating func verify(_ answers: CheckedAnswers) throws {
    let parameters = Parameters(graph)
    try fill(parameters)
    try answers.verify(architecture, classes: graph.classes, parameters, path: path)
    check = answers
  }

  private func fill(_ parameters: Parameters) throws {
    try parameters.fill(
      from: tensors.map { ($0.name, $0.shape, $0.values) }, source: path,
      network: architecture.name)
  }

  /// The network with the file's weights, for images of a size.
  ///
  /// - Throws: `ModelError` where the metadata tell no normalisation, `NetworkError` where the
  ///   network cannot be built for the size.
  package func model(input: Shape) throws -> Model {
    var model = try Model(
      architecture: architecture, input: input, classes: graph.classes,
      normalization: metadata.normalization(path: path), classNames: metadata.classNames)
    model.preparation = metadata.preparation
    try fill(model.parameters)
    return model
  }

  /// Sets what is given and keeps the rest.
  ///
  /// - Throws: `ModelError` where names and outputs differ in number, or what then stands in the
  ///   metadata is no normalisation.
  package mutating func relabel(
    classNames: [String]?, mean: [Float]?, deviation: [Float]?,
    preparation: PicturePreparation? = nil
  ) throws(ModelError) {
    metadata.preparation = preparation ?? metadata.preparation
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
    try SafetensorsFile(
      tensors: tensors + (check?.tensors ?? []), metadata: metadata.table
    ).write(to: path, floatsAs: type)
  }
}
