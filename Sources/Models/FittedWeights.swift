package import Architectures
package import Interchange
import NeuralNetwork

/// The tensors of a weights file, and the network that they are taken for.
struct FittedWeights {
  let path: String
  let architecture: Architecture
  let classes: Int
  let metadata: ModelMetadata
  /// Under the network's own names; what no network has is among them, too.
  let tensors: [NamedTensor]
  /// Answers that the file holds for some images; nil where it holds none.
  let check: CheckedAnswers?
  /// What all names of tensors began with; empty for nothing.
  let strippedPrefix: String
  /// What the user should know of how the file was taken.
  private(set) var remarks: [String]

  /// - Parameters:
  ///   - named: the network that the user names; nil for what the metadata name.
  ///   - stem: what its first layers are made for; nil for what the tensors and the metadata tell.
  /// - Throws: `InterchangeError` for what is not safetensors, `ModelError` where the network is
  ///   not known.
  init(path: String, named: Architecture?, stem: Architecture.Stem?) throws {
    var file = try SafetensorsFile(path: path)
    var metadata = ModelMetadata(file.metadata)
    let check = try CheckedAnswers(takenFrom: &file, path: path)
    metadata.name(named, stem)
    let candidates = try metadata.knownArchitectures(path: path)
    let examples = try candidates.map { try $0.graph(input: $0.exampleInput, classes: 2) }
    let unwrapped = file.unwrap(for: examples)
    strippedPrefix = unwrapped.prefix
    remarks = unwrapped.remarks
    let fits = candidates.map { Fit($0, file) }
    let best = fits.map(\.differences).min() ?? 0
    let fitting = fits.filter { $0.differences == best }
    let chosen = try Self.chosen(fitting, check, file, path)
    architecture = chosen.architecture
    classes = chosen.classes
    if fitting.count > 1, check == nil {
      remarks.append(
        "the weights of \(chosen.architecture.family) do not show whether its strides are for "
          + "small images or for those of ImageNet; they are taken for "
          + (chosen.architecture.stem == .cifar ? "small ones" : "those of ImageNet"))
    }
    metadata.architecture = chosen.architecture.family
    metadata.stem = chosen.architecture.stem.rawValue
    self.path = path
    self.metadata = metadata
    self.check = check
    tensors = file.tensors
  }

  /// The first of several that fit alike; with stored answers, the one that gives them.
  private static func chosen(
    _ fitting: [Fit], _ check: CheckedAnswers?, _ file: SafetensorsFile, _ path: String
  ) throws -> Fit {
    guard let check, fitting.count > 1 else { return fitting[0] }
    return try fitting.first { fit in
      let graph = try fit.architecture.graph(input: check.input, classes: fit.classes)
      let parameters = Parameters(graph)
      try parameters.fill(
        from: file.tensors.map { ($0.name, $0.shape, $0.values) }, source: path,
        network: fit.architecture.name)
      return try check.difference(of: graph, parameters) == nil
    } ?? fitting[0]
  }

  /// Sets a network's parameters, and holds it against the file's answers.
  ///
  /// - Parameter graph: the network for images of any size.
  /// - Throws: `NetworkError.tensorMismatch` with every difference, `ModelError` for what no
  ///   weights are, for the tensors of another network, and where the network answers otherwise.
  func fill(_ parameters: Parameters, of graph: Graph) throws {
    let file = SafetensorsFile(tensors: tensors)
    try file.checkNumbers(of: graph, path: path)
    do {
      try parameters.fill(
        from: tensors.map { ($0.name, $0.shape, $0.values) }, source: path,
        network: architecture.name)
    } catch {
      guard let other = Architecture.fitting(file), other.family != architecture.family else {
        throw error
      }
      throw ModelError.otherNetwork(
        path: path, network: architecture.name, fitting: other.name)
    }
    try check?.verify(architecture, classes: classes, parameters, path: path)
  }
}

/// How well a file's tensors are those of a network.
private struct Fit {
  let architecture: Architecture
  let classes: Int
  /// Tensors that are missing, too many, or of another shape.
  let differences: Int

  init(_ architecture: Architecture, _ file: SafetensorsFile) {
    self.architecture = architecture
    guard let small = try? architecture.graph(input: architecture.exampleInput, classes: 2) else {
      (classes, differences) = (10, .max)
      return
    }
    let classes = Model.classCount(of: file, small)
    let graph =
      (try? architecture.graph(input: architecture.exampleInput, classes: classes)) ?? small
    let own = Set(graph.parameters.map { "\($0.name) \($0.shape)" })
    let counters = "num_batches_tracked"
    let held = Set(
      file.tensors.filter { !$0.name.hasSuffix(counters) }.map { "\($0.name) \($0.shape)" })
    self.classes = classes
    differences = own.symmetricDifference(held).count
  }
}

extension ModelMetadata {
  /// Sets what the user says; the file's stem holds only of a network that is known with it.
  fileprivate mutating func name(_ named: Architecture?, _ stem: Architecture.Stem?) {
    if let named {
      architecture = named.name
      let isKnown = Architecture.variants(of: named.name).contains { $0.stem.rawValue == self.stem }
      if !isKnown { self.stem = nil }
    }
    if let stem { self.stem = stem.rawValue }
  }

  /// The network that a file names, as far as its tensors tell; nil for none that is known.
  package func architecture(fitting file: SafetensorsFile) -> Architecture? {
    (try? knownArchitectures(path: ""))?.map { Fit($0, file) }
      .min { $0.differences < $1.differences }?.architecture
  }
}

extension Architecture {
  /// The network whose tensors a file holds, each by name and shape; nil if it is none of them.
  ///
  /// So that a network named wrongly is told in one line, not in its two hundred differences.
  static func fitting(_ file: SafetensorsFile) -> Architecture? {
    (all + imagenet).first { Fit($0, file).differences == 0 }
  }
}
