import Architectures
import Foundation
import Images
import Misclassification
import Models
import NeuralNetwork
import Results
import Terminal

/// `misclass networks`: the networks there are, or the layers of one.
enum NetworksCommand {
  struct Options: ResultOptions {
    let name = Option(
      argument: "NAME|FILE|RUN", .listedNetwork,
      help: "Show the layers of this network, or of a model's file or training run.")
    let classes = Option(
      "classes", "N", .int(in: 2...100_000), help: "Outputs of the network.", default: 10)
    let size = Option(
      "size", "PIXELS", .int(in: 1...4096), help: "Height and width of the images.",
      otherwise: "32, and 224 for networks of large images")
    let json = Option.json
  }

  static let command = Command(
    "networks", summary: "List the networks, or the layers of one",
    discussion: "Parameters count what training changes; MACs are multiplications with weights per "
      + "image; memory is that of all activations of one image. Networks for large images are "
      + "torchvision's; a name that ends in -imagenet is that of a family that is known for small "
      + "images, too.",
    examples: [
      "misclass networks", "misclass networks resnet50 --classes 100 --size 64",
      "misclass networks network.onnx",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let input = arguments.size.map { Shape($0, $0, ByteImages.channels) }
    switch arguments.name {
    case .architecture(let architecture):
      let layers = NetworkLayers(
        try architecture.graph(
          input: input ?? architecture.exampleInput, classes: arguments.classes))
      try arguments.finish(layers, layers.text)
    case .file(let path):
      let layers = NetworkLayers(try Model.network(path: path).graph)
      try arguments.finish(layers, layers.text)
    case nil:
      let list = ArchitectureList(input: input, classes: arguments.classes)
      try arguments.finish(list, list.text)
    }
  }
}

/// A network whose layers can be listed.
enum ListedNetwork: Sendable {
  case architecture(Architecture)
  /// A model's file or training run, which tells size and classes itself.
  case file(String)
}

extension ValueKind where Value == ListedNetwork {
  /// The name of a network, or the path of a model.
  static var listedNetwork: Self {
    Self(
      expected: "a network that 'misclass networks' lists, or a model (ONNX, safetensors, a "
        + "training run)",
      candidates: Architecture.names
    ) { text in
      if let architecture = Architecture.named(text) { return .architecture(architecture) }
      return Model.isOnnx(text) || text.hasSuffix(".safetensors") || text.contains("/")
        || FileManager.default.fileExists(atPath: text) ? .file(text) : nil
    }
  }
}
