import Architectures
import Compute
import Datasets
import Images
import Interchange
import Models
import NeuralNetwork
import Results
import Terminal
import Text
import Training

/// `misclass convert`: checks a weights file, and writes it with other metadata or another type.
enum ConvertCommand {
  struct Options: ResultOptions {
    let input = Option(
      required: "in", "FILE|RUN", .inputPath,
      help: "Weights, the directory of a training run, or an ONNX model.")
    let out = Option(
      "out", "FILE", .outputFile, help: "Where the weights go.", otherwise: "nowhere: only check")
    let architecture = Option.architecture(otherwise: "what the weights say")
    let stem = Option.stem()
    let classes = Option(
      "classes", "A,B,…|FILE", .classNames,
      help: "Names of the classes, in the order of the outputs, or a file with one per line.",
      otherwise: "what the weights say")
    let mean = Option(
      "mean", "R,G,B", .channels, help: "Channel means, 0 to 1.",
      otherwise: "what the weights say")
    let deviation = Option(
      "std", "R,G,B", .deviations, help: "Channel standard deviations likewise.",
      otherwise: "what the weights say")
    let channels = Option(
      "channels", "ORDER", .choice(of: Preprocessing.Channels.self),
      help: "The order in which an ONNX model reads channels: RGB or BGR.",
      otherwise: "what the model says, else RGB")
    let preparing = PreparationOptions()
    let check = Option(
      several: "check", "FILE", .inputPath,
      help: "Images and another program's scores for them (NumPy): bytes N x H x W x 3, or floats "
        + "N x 3 x H x W as the network reads them; and N x classes. The network must give the "
        + "same, and the answers are kept with the weights.", atLeast: 2)
    let type = Option(
      "dtype", "TYPE", .choice(of: WeightType.self), help: "Number type: \(WeightType.listed).",
      default: .F32)
    let format = Option(
      "to", "FORMAT", .choice(of: WeightFormat.self),
      help: "What is written: \(WeightFormat.listed).", default: .safetensors)
    let size = Option(
      "size", "S|HxW", .cropping,
      help: "Size of the images that an ONNX model is for.",
      otherwise: "what --crop was in training, else 32x32, or 224x224 for large images")
    let json = Option.json

    var rules: [OptionRule] { [.option(size, needs: format)] }
  }

  static let command = Command(
    "convert", summary: "Check a weights file, re-label it, change its type or format",
    discussion: """
      Reads a safetensors file with PyTorch's parameter names (Scripts/torch-to-safetensors.py \
      makes one from a .pt or .th checkpoint), compares it with the network, and lists every \
      tensor that is missing, left over or of another shape. With --out it writes the file again \
      with metadata that tell the network, the classes and the normalisation, so that later \
      commands need not be told. Without --out it only checks.

      F16 and BF16 take the nearest number, of two equally near the even one; a weight too large \
      for the type is an error. What the file holds besides the network's tensors (only \
      num_batches_tracked is allowed) is left out.

      That every tensor fits does not show that the network is the same one: strides, pooling and \
      activations stand in no tensor. So --check compares scores, and the answers are kept in \
      the file, to be checked whenever it is read. Scripts/torch-to-safetensors.py stores some, \
      too, when it is given a whole module.

      An ONNX model given with --in is checked for being computed here; with --out it is written \
      again with its preprocessing and classes among its properties.

      --to onnx writes the network itself (ONNX, operators of version 17, float32) for other \
      programs: from images N x 3 x height x width, normalised as its properties mean and std \
      say, to logits N x classes. Such a file can be given to every --model here, too.
      """,
    examples: [
      "misclass convert --in resnet20.safetensors --out model.safetensors --arch resnet20 "
        + "--mean 0.4914,0.4822,0.4465 --std 0.247,0.2435,0.2616",
      "misclass convert --in run --out small.safetensors --dtype F16",
      "misclass convert --in run --to onnx --out model.onnx",
      "misclass convert --in weights.safetensors --arch resnet50 --check images.npy logits.npy",
      "misclass convert --in net.onnx --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 "
        + "--out labelled.onnx",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    guard arguments.check.isEmpty || arguments.check.count == 2 else {
      throw UsageError("--check: expected images and scores, found \(arguments.check.count) files")
    }
    if Model.isOnnx(arguments.input) { return try relabelOnnx(arguments) }
    guard arguments.channels == nil else {
      throw UsageError("--channels: expected an ONNX model with --in")
    }
    var weights = try weights(arguments)
    let names = try arguments.classes?.read()
    if let names, names.count != weights.graph.classes {
      throw UsageError(
        "--classes: expected \(weights.graph.classes) names, one for each output of the weights, "
          + "found \(names.count)")
    }
    try weights.relabel(
      classNames: names, mean: arguments.mean, deviation: arguments.deviation,
      preparation: arguments.preparing.preparation)
    if let answers = try checkedAnswers(arguments, weights.metadata) { try weights.verify(answers) }
    let type = arguments.type
    if let out = arguments.out {
      switch arguments.format {
      case .safetensors: try weights.write(to: out, as: type.elementType)
      case .onnx: try AtomicFile.write(onnx(of: weights, arguments), to: out)
      }
    }
    Console(arguments.common).remark(
      prefix: weights.strippedPrefix, weights.remarks, of: weights.path)
    let written = arguments.format == .onnx ? "ONNX" : type.rawValue
    let summary = WeightsSummary(weights, writtenAs: arguments.out.map { _ in written })
    try arguments.finish(
      summary, summary.text,
      next: arguments.out.map {
        "misclass predict --model \(ShellWord.quoted($0)) --data DIR --out predictions.csv"
      })
  }

  /// What `--check` names; nil without it.
  private static func checkedAnswers(
    _ arguments: Arguments<Options>, _ metadata: ModelMetadata
  ) throws -> CheckedAnswers? {
    guard let path = arguments.check.first else { return nil }
    return try CheckedAnswers(
      images: NumpyArray(path: path), scores: NumpyArray(path: arguments.check[1]),
      normalization: try? metadata.normalization(path: arguments.input), path: path)
  }

  /// An ONNX model with what is said of its images and classes.
  private static func relabelOnnx(_ arguments: Arguments<Options>) throws {
    var model = try LabelledOnnx(path: arguments.input)
    guard arguments.architecture == nil, arguments.stem == nil, arguments.type == .F32 else {
      throw UsageError(
        "--arch, --stem and --dtype are for weights; an ONNX model describes its network itself")
    }
    try model.relabel(
      classNames: try arguments.classes?.read(), mean: arguments.mean,
      deviation: arguments.deviation, channels: arguments.channels,
      preparation: arguments.preparing.preparation)
    if let path = arguments.check.first {
      try model.verify(
        images: NumpyArray(path: path), scores: NumpyArray(path: arguments.check[1]), path: path)
    }
    if let out = arguments.out { try model.write(to: out) }
    let summary = try OnnxSummary(model, isChecked: !arguments.check.isEmpty)
    try arguments.finish(
      summary, summary.text,
      next: arguments.out.map {
        "misclass predict --model \(ShellWord.quoted($0)) --data DIR --out predictions.csv"
      })
  }

  private static func onnx(
    of weights: WeightsFile, _ arguments: Arguments<Options>
  ) throws -> [UInt8] {
    guard arguments.type == .F32 else {
      throw UsageError("--dtype: expected F32 with --to onnx, found \(arguments.type.rawValue)")
    }
    let example = weights.architecture.exampleInput
    let size =
      arguments.size ?? weights.metadata.preparation?.crop
      ?? .init(height: example.height, width: example.width)
    return try weights.model(input: Shape(size.height, size.width, ByteImages.channels))
      .onnxBytes(version: Misclass.version)
  }

  /// Every difference from the network is shown here, where other commands show some.
  private static func weights(_ arguments: Arguments<Options>) throws -> WeightsFile {
    do {
      return try WeightsFile(
        path: arguments.input, architecture: arguments.architecture, stem: arguments.stem)
    } catch let error as NetworkError {
      throw EveryDifference(error: error)
    }
  }
}

/// An error of a network, told at length.
struct EveryDifference: Error, CustomStringConvertible {
  let error: NetworkError
  var description: String { error.wholeDescription }
}

/// The formats that networks are written in.
enum WeightFormat: String, CaseIterable, Sendable {
  case safetensors, onnx
}

/// The number types that weights are written in, by the format's names.
enum WeightType: String, CaseIterable, Sendable {
  case F32, F16, BF16

  var elementType: NamedTensor.ElementType {
    switch self {
    case .F32: .float32
    case .F16: .float16
    case .BF16: .bfloat16
    }
  }
}
