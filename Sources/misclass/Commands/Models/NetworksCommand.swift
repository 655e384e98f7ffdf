import Architectures
import Images
import Misclassification
import NeuralNetwork
import Results
import Terminal
import Text

/// `misclass networks`: the networks there are, or the layers of one.
enum NetworksCommand {
  struct Options: ResultOptions {
    let name = Option(argument: "NAME", .architecture, help: "Show this network's layers.")
    let classes = Option(
      "classes", "N", .int(in: 2...100_000), help: "Outputs of the network.", default: 10)
    let size = Option(
      "size", "PIXELS", .int(in: 1...4096), help: "Height and width of the images.", default: 32)
    let json = Option.json
  }

  static let command = Command(
    "networks", summary: "List the networks, or the layers of one",
    discussion: "Parameters count what training changes; MACs are multiplications with weights per "
      + "image; memory is that of all activations of one image.",
    examples: ["misclass networks", "misclass networks resnet50 --classes 100 --size 64"],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let input = Shape(arguments.size, arguments.size, ByteImages.channels)
    if let architecture = arguments.name {
      let layers = NetworkLayers(
        try architecture.graph(input: input, classes: arguments.classes))
      try arguments.finish(layers, layers.text)
    } else {
      let list = ArchitectureList(input: input, classes: arguments.classes)
      try arguments.finish(list, list.text)
    }
  }
}
