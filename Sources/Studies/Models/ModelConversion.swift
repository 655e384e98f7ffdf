package import Architectures
package import Datasets
import Images
import Interchange
package import Models
import NeuralNetwork
package import Results
package import Terminal

/// A model's file that is checked, and written with other metadata, another type or format.
package struct ModelConversion {
  private let input: String
  private let console: Console
  /// The program's version, for files of other programs.
  private let version: String
  /// Where it goes; nil to check only.
  package var out: String?
  package var architecture: Architecture?
  package var stem: Architecture.Stem?
  package var classNames: [String]?
  package var mean: [Float]?
  package var deviation: [Float]?
  package var channels: Preprocessing.Channels?
  package var preparation: PicturePreparation?
  /// Files of images and of another program's scores for them.
  package var check: (images: String, scores: String)?
  package var type = WeightType.F32
  package var format = WeightFormat.safetensors
  /// The size of the images that an ONNX model is for.
  package var size: PicturePreparation.Sides?

  package init(_ input: String, version: String, _ console: Console) {
    self.input = input
    self.version = version
    self.console = console
  }

  /// Of a file of weights, or a run.
  package func convertWeights() throws -> WeightsSummary {
    var weights = try weights()
    if let classNames, classNames.count != weights.graph.classes {
      throw StudyError.classNames(expected: weights.graph.classes, found: classNames.count)
    }
    try weights.relabel(
      classNames: classNames, mean: mean, deviation: deviation, preparation: preparation)
    if let answers = try checkedAnswers(weights.metadata) { try weights.verify(answers) }
    if let out {
      switch format {
      case .safetensors: try weights.write(to: out, as: type.elementType)
      case .onnx: try AtomicFile.write(onnx(of: weights), to: out)
      }
    }
    console.remark(prefix: weights.strippedPrefix, weights.remarks, of: weights.path)
    let written = format == .onnx ? "ONNX" : type.rawValue
    return WeightsSummary(weights, writtenAs: out.map { _ in written })
  }

  /// Of an ONNX model: what is said of its images and classes.
  package func relabelOnnx() throws -> OnnxSummary {
    var model = try LabelledOnnx(path: input)
    try model.relabel(
      classNames: classNames, mean: mean, deviation: deviation, channels: channels,
      preparation: preparation)
    if let check {
      try model.verify(
        images: NumpyArray(path: check.images), scores: NumpyArray(path: check.scores),
        path: check.images)
    }
    if let out { try model.write(to: out) }
    return try OnnxSummary(model, isChecked: check != nil)
  }

  private func checkedAnswers(_ metadata: ModelMetadata) throws -> CheckedAnswers? {
    guard let check else { return nil }
    return try CheckedAnswers(
      images: NumpyArray(path: check.images), scores: NumpyArray(path: check.scores),
      normalization: try? metadata.normalization(path: input), path: check.images)
  }

  private func onnx(of weights: WeightsFile) throws -> [UInt8] {
    let example = weights.architecture.exampleInput
    let size =
      self.size ?? weights.metadata.preparation?.crop
      ?? .init(height: example.height, width: example.width)
    return try weights.model(input: Shape(size.height, size.width, ByteImages.channels))
      .onnxBytes(version: version)
  }

  /// Every difference from the network is shown here, where other work shows some.
  private func weights() throws -> WeightsFile {
    do {
      return try WeightsFile(path: input, architecture: architecture, stem: stem)
    } catch let error as NetworkError {
      throw EveryDifference(error: error)
    }
  }
}

/// An error of a network, told at length.
package struct EveryDifference: Error, CustomStringConvertible {
  let error: NetworkError
  package var description: String { error.wholeDescription }
}

/// The formats that networks are written in.
package enum WeightFormat: String, CaseIterable, Sendable {
  case safetensors, onnx
}

/// The number types that weights are written in, by the format's names.
package enum WeightType: String, CaseIterable, Sendable {
  case F32, F16, BF16

  var elementType: NamedTensor.ElementType {
    switch self {
    case .F32: .float32
    case .F16: .float16
    case .BF16: .bfloat16
    }
  }
}
