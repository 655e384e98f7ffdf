import Architectures
import NeuralNetwork
import Terminal

/// All networks with their sizes.
struct NetworkList: Encodable {
  struct Entry: Encodable {
    var name: String
    var parameters: Int?
    var multiplications: Int?
    var activationBytes: Int?
    /// Why the network does not take images of this size.
    var problem: String?
  }

  let networks: [Entry]

  init(input: Shape, classes: Int) {
    networks = Architecture.all.map { architecture in
      do {
        let graph = try architecture.graph(input: input, classes: classes)
        return Entry(
          name: architecture.name, parameters: graph.parameterCount,
          multiplications: graph.multiplications, activationBytes: graph.activationBytes)
      } catch {
        return Entry(name: architecture.name, problem: "\(error)")
      }
    }
  }

  var text: String {
    var table = TextTable([
      .words("network"), .numbers("parameters"), .numbers("M MACs/image"),
      .numbers("activations/image"),
    ])
    for entry in networks {
      guard let parameters = entry.parameters, let multiplications = entry.multiplications,
        let bytes = entry.activationBytes
      else {
        table.row([entry.name, "-", "-", "image too small"])
        continue
      }
      table.row([
        entry.name, "\(parameters)", NumberText.fixed(Double(multiplications) / 1e6, decimals: 1),
        NumberText.fixed(Double(bytes) / 1_048_576, decimals: 2) + " MiB",
      ])
    }
    return table.description
  }
}

/// One network, layer by layer.
struct NetworkLayers: Encodable {
  struct Layer: Encodable {
    var name: String
    var kind: String
    var output: String
    var parameters: Int
  }

  let network: String
  let layers: [Layer]

  init(_ graph: Graph) {
    network = graph.name
    layers = zip(graph.nodes, graph.parameterCounts).map { node, parameters in
      Layer(
        name: node.name, kind: node.operation.text, output: node.shape.description,
        parameters: parameters)
    }
  }

  var text: String {
    var table = TextTable([
      .words("layer"), .words("kind"), .numbers("output"), .numbers("parameters"),
    ])
    for layer in layers {
      table.row([
        layer.name, layer.kind, layer.output, layer.parameters > 0 ? "\(layer.parameters)" : "",
      ])
    }
    table.rule()
    let total = layers.reduce(0) { $0 + $1.parameters }
    table.row([network, "", "", "\(total)"])
    return table.description
  }
}
