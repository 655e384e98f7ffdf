import Architectures
import Images
import Misclassification
import NeuralNetwork
import Results
import Terminal
import Text

/// `misclass networks`: the networks there are, or the layers of one.
enum NetworksCommand {
  static let command = Command(
    "networks", summary: "List the networks, or the layers of one",
    discussion: "Parameters count what training changes; MACs are multiplications with weights per "
      + "image; memory is that of all activations of one image.",
    examples: ["misclass networks", "misclass networks resnet50 --classes 100 --size 64"],
    options: [
      Option("classes", "N", help: "Outputs of the network.", default: "10"),
      Option("size", "PIXELS", help: "Height and width of the images.", default: "32"),
      .json,
    ],
    positionals: [Positional("NAME", help: "Show this network's layers.", required: false)],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let classes = try arguments.value("classes", .int(in: 2...100_000), default: 10)
    let size = try arguments.value("size", .int(in: 1...4096), default: 32)
    let input = Shape(size, size, ByteImages.channels)
    if let name = arguments.positionals.first {
      guard let architecture = Architecture.named(name) else {
        throw UsageError(
          "expected a network that 'misclass networks' lists, found '\(name)'",
          suggestion: Spelling.nearest(to: name, among: Architecture.all.map(\.name)),
          command: arguments.command)
      }
      let layers = NetworkLayers(try architecture.graph(input: input, classes: classes))
      try show(layers, arguments) { layers.text }
    } else {
      let list = ArchitectureList(input: input, classes: classes)
      try show(list, arguments) { list.text }
    }
  }

  private static func show(
    _ content: some Encodable, _ arguments: Arguments, text: () -> String
  ) throws {
    if arguments.wantsJSON { try Work.printJSON(content) } else { print(text(), terminator: "") }
  }
}
