import Architectures
import Compute
import Images
import Interchange
import Models
import NeuralNetwork
import Terminal
import Text
import Training

/// `misclass convert`: checks a weights file, and writes it with other metadata or another type.
enum ConvertCommand {
  static let command = Command(
    "convert", summary: "Check a weights file, re-label it, change its number type",
    discussion: """
      Reads a safetensors file with PyTorch's parameter names (Scripts/torch-to-safetensors.py makes \
      one from a .pt or .th checkpoint), holds it against the network, and lists every tensor that \
      is missing, left over or of another shape. With --out it writes the file again with metadata \
      that tell the network, the classes and the normalisation, so that later commands need not be \
      told. Without --out it only checks.

      F16 and BF16 take the nearest number, of two equally near the even one; a weight too large for \
      the type is an error. What the file holds besides the network's tensors (only \
      num_batches_tracked is allowed) is left out.
      """,
    examples: [
      "misclass convert --in resnet20.safetensors --out model.safetensors --arch resnet20 "
        + "--mean 0.4914,0.4822,0.4465 --std 0.247,0.2435,0.2616",
      "misclass convert --in run --out small.safetensors --dtype F16",
    ],
    options: [
      Option(
        "in", "FILE|RUN", help: "Weights, or the directory of a training run.", required: true),
      Option("out", "FILE", help: "Where the weights go.", default: "nowhere: only check"),
      CommonInputs.architecture,
      Option(
        "classes", "A,B,…", help: "Names of the classes, in the order of the outputs.",
        default: "what the weights say"),
      Option("mean", "R,G,B", help: "Channel means, 0 to 1.", default: "what the weights say"),
      Option(
        "std", "R,G,B", help: "Channel standard deviations likewise.",
        default: "what the weights say"),
      Option(
        "dtype", "TYPE",
        help: "Number type: \(WeightType.allCases.map(\.rawValue).joined(separator: ", ")).",
        default: "F32"),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(["out"], besides: ["in"])
    let type: WeightType = try arguments.value("dtype", .choice(), default: .F32)
    var weights = try Self.weights(
      path: arguments.value("in", .string),
      architecture: arguments.value(ifGiven: "arch", .architecture))
    let names = try arguments.value(ifGiven: "classes", .classNames)
    if let names, names.count != weights.graph.classes {
      throw UsageError(
        "--classes: expected \(weights.graph.classes) names, one for each output of the weights, "
          + "found \(names.count)", command: arguments.command)
    }
    try weights.relabel(
      classNames: names,
      mean: arguments.value(ifGiven: "mean", .channels),
      deviation: arguments.value(ifGiven: "std", .deviations))
    if let out = outputs["out"] { try weights.write(to: out, as: type.elementType) }
    let summary = WeightsSummary(weights, writtenAs: outputs["out"].map { _ in type })
    if arguments.wantsJSON {
      try Work.printJSON(summary)
    } else {
      print(summary.text, terminator: "")
    }
  }

  /// Every difference from the network is shown here, where other commands show some.
  private static func weights(path: String, architecture: Architecture?) throws -> WeightsFile {
    do {
      return try WeightsFile(path: path, architecture: architecture)
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

/// What a weights file holds, in a few lines.
private struct WeightsSummary: Encodable {
  var network: String
  var tensors: Int
  var parameters: Int
  var classes: Int
  var classNames: [String]
  var mean: [Float]?
  var std: [Float]?
  /// Number types of the file that was read.
  var types: [String]
  /// The number type of the file that was written; nil if none was.
  var written: String?

  init(_ weights: WeightsFile, writtenAs type: WeightType?) {
    network = weights.graph.name
    tensors = weights.graph.parameters.count
    parameters = weights.graph.parameterCount
    classes = weights.graph.classes
    classNames = weights.metadata.classNames
    mean = weights.metadata.mean
    std = weights.metadata.deviation
    types = weights.types
    written = type?.rawValue
  }

  var text: String {
    var table = TextTable([.words(""), .words("")])
    func channels(_ values: [Float]?) -> String {
      values.map { $0.map(\.description).joined(separator: ", ") } ?? "not told"
    }
    table.row(["network", "\(network), every tensor fits"])
    table.row(["tensors", "\(tensors)"])
    table.row(["parameters", "\(parameters)"])
    table.row([
      "classes",
      "\(classes): " + (classNames.isEmpty ? "not named" : classNames.joined(separator: ", ")),
    ])
    table.row(["mean", channels(mean)])
    table.row(["std", channels(std)])
    table.row(["read as", types.joined(separator: ", ")])
    if let written { table.row(["written as", written]) }
    return table.description
  }
}
