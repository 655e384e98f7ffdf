import Architectures
package import NeuralNetwork
import Text

/// All networks with their sizes.
package struct ArchitectureList: Encodable {
  package struct Entry: Encodable {
    package var name: String
    package var parameters: Int?
    package var multiplications: Int?
    package var activationBytes: Int?
    /// Why the network does not take images of this size.
    package var problem: String?
  }

  package let networks: [Entry]

  /// - Parameter input: the images' shape; nil for what each network is made for.
  package init(input: Shape?, classes: Int) {
    networks = (Architecture.all + Architecture.imagenet).map { architecture in
      do {
        let graph = try architecture.graph(
          input: input ?? architecture.exampleInput, classes: classes)
        return Entry(
          name: architecture.name, parameters: graph.parameterCount,
          multiplications: graph.multiplications, activationBytes: graph.activationBytes)
      } catch {
        return Entry(name: architecture.name, problem: "\(error)")
      }
    }
  }

  package var text: String {
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
package struct NetworkLayers: Encodable {
  package struct Layer: Encodable {
    package var name: String
    package var kind: String
    package var output: String
    package var parameters: Int
  }

  package let network: String
  package let layers: [Layer]

  package init(_ graph: Graph) {
    network = graph.name
    layers = zip(graph.nodes, graph.parameterCounts).map { node, parameters in
      Layer(
        name: node.name, kind: node.operation.text, output: node.shape.description,
        parameters: parameters)
    }
  }

  package var text: String {
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
