import Architectures
import Images
import Interchange
import NeuralNetwork
import Onnx

extension Model {
  /// Whether a file is an ONNX model, by its name.
  package static func isOnnx(_ path: String) -> Bool { path.lowercased().hasSuffix(".onnx") }

  /// The network of an ONNX file, without what it needs besides.
  ///
  /// - Throws: `OnnxError` for what is no such model or holds what is not computed here.
  static func onnxNetwork(path: String) throws -> (graph: Graph, parameters: Parameters) {
    let file = try OnnxModel(FileReader.bytes(of: path), file: path)
    let network = try OnnxNetwork(file, size: preprocessing(of: file, path).told.extent)
    return (network.graph, try network.parameters())
  }

  /// Reads an ONNX model, and how it wants its images: from the caller, from `NAME.json` beside it,
  /// or from its own properties, in this order.
  ///
  /// - Parameter input: size of the images that it is for; nil for any.
  /// - Throws: `OnnxError` for what is no such model or holds what is not computed here,
  ///   `InterchangeError` for files that cannot be read, `ModelError` where the model is for other
  ///   images or classes, or how it wants its images is not told.
  init(onnx path: String, input: Shape?, hints: Hints) throws {
    if let architecture = hints.architecture {
      throw ModelError.architectureOfOnnx(path: path, name: architecture.name)
    }
    let file = try OnnxModel(FileReader.bytes(of: path), file: path)
    let (told, beside) = try Self.preprocessing(of: file, path)
    let network = try OnnxNetwork(
      file, isBlueFirst: told.channels == .bgr,
      size: told.extent ?? input.map { Extent($0.height, $0.width) })
    let shape = network.graph.inputShape
    if let size = told.size, size != [shape.height, shape.width] {
      throw ModelError.badPreprocessing(
        path: path, problem: "expected the size \([shape.height, shape.width]), found \(size)")
    }
    if let input, input != shape {
      throw ModelError.inputDiffers(path: path, model: shape, data: input)
    }
    let classes = network.graph.classes
    if let expected = hints.classes, expected != classes {
      throw ModelError.classesDiffer(model: classes, data: expected)
    }
    let names = told.classes ?? []
    if let problem = names.isEmpty ? nil : ClassNames.problem(of: names) {
      throw ModelError.badClassNames(path: path, problem: problem)
    }
    if !names.isEmpty, names.count != classes {
      throw ModelError.classCount(path: path, names: names.count, outputs: classes)
    }
    let normalization = try Self.normalization(hints, told, path)
    self.init(
      graph: network.graph, parameters: try network.parameters(),
      normalization: normalization, classNames: names)
    preparation = try told.preparation(path: path)
    remarks = Self.remarks(
      network, normalization,
      from: hints.mean != nil || hints.deviation != nil
        ? "the options"
        : beside?.mean != nil || beside?.std != nil || beside?.scale != nil
          ? Preprocessing.file(beside: path) : "its properties", told)
  }

  /// What is told of the images that a model wants, in all and in the file beside it.
  static func preprocessing(
    of file: OnnxModel, _ path: String
  ) throws -> (told: Preprocessing, beside: Preprocessing?) {
    let own = try Preprocessing(properties: file.metadata, path: path)
    let beside = try Preprocessing(beside: path)
    return (beside?.completed(by: own) ?? own, beside)
  }

  /// What an ONNX file, and the one beside it, say of images and classes.
  static func onnxMetadata(path: String) throws -> ModelMetadata {
    let told = try preprocessing(of: OnnxModel(FileReader.bytes(of: path), file: path), path).told
    return ModelMetadata(
      architecture: nil, classNames: told.classes ?? [], mean: nil, deviation: nil,
      preparation: try told.preparation(path: path))
  }

  /// As the options say it, which are of red, green and blue and of pixels from 0 to 1, or else the
  /// files.
  private static func normalization(
    _ hints: Hints, _ told: Preprocessing, _ path: String
  ) throws(ModelError) -> Normalization {
    let own = try told.normalization(path: path)
    guard let mean = hints.mean ?? own?.mean, let deviation = hints.deviation ?? own?.deviation
    else { throw .unknownPreprocessing(path: path, beside: Preprocessing.file(beside: path)) }
    return Normalization(mean: mean, deviation: deviation)
  }

  private static func remarks(
    _ network: OnnxNetwork, _ normalization: Normalization, from source: String,
    _ told: Preprocessing
  ) -> [String] {
    let (mean, deviation) = (normalization.mean, normalization.deviation)
    var remarks = [
      "mean \(ModelMetadata.text(mean)) and std \(ModelMetadata.text(deviation)), of pixels from "
        + "0 to 1, come from \(source); channels are \((told.channels ?? .rgb).rawValue)"
    ]
    switch network.ending {
    case .softmax: remarks.append("its last Softmax is left out: scores are what goes into it")
    case .logSoftmax: remarks.append("its scores are log-probabilities, as it ends in LogSoftmax")
    case nil: break
    }
    return remarks
  }
}
