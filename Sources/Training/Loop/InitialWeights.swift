package import Architectures
package import Images
import Interchange
package import Models
package import NeuralNetwork

/// Trained weights that a run begins with.
package struct InitialWeights {
  package let path: String
  private let file: SafetensorsFile
  private let metadata: ModelMetadata
  /// What all names of tensors began with, as wrappers of networks write it; empty for nothing.
  package let strippedPrefix: String
  private let check: CheckedAnswers?

  /// Whether the network's last layer took the file's values.
  package enum Head: Equatable, Sendable {
    case kept
    /// It tells other classes apart, so it begins at random.
    case new(reason: String)
  }

  /// - Throws: `InterchangeError` for what is not safetensors, `ModelError` for answers in it that
  ///   no network can give.
  package init(path: String) throws {
    self.path = Model.weightsFile(path)
    var file = try SafetensorsFile(path: self.path)
    check = try CheckedAnswers(takenFrom: &file, path: self.path)
    strippedPrefix = file.stripWrapper()
    self.file = file
    metadata = ModelMetadata(file.metadata)
    try metadata.checkClassNames(path: self.path)
  }

  /// The network that the file names, if it names one.
  package var architecture: Architecture? { metadata.architecture(fitting: file) }

  /// - Throws: `ModelError` where the file tells no usable one.
  package func normalization() throws(ModelError) -> Normalization {
    try metadata.normalization(path: path)
  }

  /// Sets a model's parameters from the file, all but those of a last layer for other classes.
  ///
  /// - Throws: `ModelError` for numbers that no weights are, `NetworkError.tensorMismatch` with
  ///   every other difference; the model is then untouched. `ModelError` where the network computes
  ///   otherwise than the file says.
  package func fill(_ model: Model) throws -> Head {
    try file.checkNumbers(of: model.graph, path: path)
    let head = model.graph.headParameters
    var tensors = file.tensors.map { ($0.name, $0.shape, $0.values) }
    var result = Head.kept
    if let reason = reasonForNewHead(model, head) {
      result = .new(reason: reason)
      for index in model.parameters.descriptions.indices {
        let description = model.parameters.descriptions[index]
        guard head.contains(description.name) else { continue }
        tensors.removeAll { $0.0 == description.name }
        tensors.append((description.name, description.shape, model.parameters.tensor(index)))
      }
    }
    try model.parameters.fill(
      from: tensors, source: path, network: model.graph.name)
    if result == .kept, let architecture = model.architecture {
      try check?.verify(
        architecture, classes: model.graph.classes, model.parameters, path: path)
    }
    return result
  }

  private func reasonForNewHead(_ model: Model, _ head: [String]) -> String? {
    let shapes = head.compactMap { file[$0]?.shape }
    guard shapes.count == head.count, let classes = shapes.first?.first else { return nil }
    let expected = model.parameters.descriptions.filter { head.contains($0.name) }.map(\.shape)
    // Anything but the number of outputs is a difference to be told, not to be replaced.
    guard shapes.map({ $0.dropFirst() }) == expected.map({ $0.dropFirst() }),
      shapes.allSatisfy({ $0.first == classes })
    else { return nil }
    if classes != model.graph.classes {
      return "\(path) tells \(classes) classes apart, the data has \(model.graph.classes)"
    }
    let names = metadata.classNames
    if !names.isEmpty, !model.classNames.isEmpty, names != model.classNames {
      return "\(path) tells other classes apart than the data has"
    }
    return nil
  }
}

extension Graph {
  /// Weight and bias, if it has one, of the last layer, whose outputs are the classes.
  package var headParameters: [String] {
    for node in nodes.reversed() {
      if let linear = node.operation as? Linear {
        return [linear.weight, linear.bias].compactMap { $0 }
      }
    }
    return []
  }
}
