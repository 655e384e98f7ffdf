import Interchange

/// Networks of several models with the names of models and classes, as files.
package struct NamedNetworks: Sendable {
  private let classNames: [String]
  private let modelNames: [String]
  private let networks: [ConfusionNetwork]

  /// - Precondition: a name for each network and each class.
  package init(
    _ networks: [ConfusionNetwork], modelNames: [String], classNames: [String]
  ) {
    precondition(networks.count == modelNames.count)
    precondition(networks.allSatisfy { $0.classCount == classNames.count })
    self.networks = networks
    self.modelNames = modelNames
    self.classNames = classNames
  }

  /// One line for each model and edge.
  package var edgesCSV: [UInt8] {
    var models: [Int: Int] = [:]
    for edge in networks.flatMap(\.edges) {
      models[cell(edge), default: 0] += 1
    }
    var writer = CSVWriter()
    writer.record([
      "model", "true", "predicted", "images", "v", "joint", "images_back", "mutual", "models",
    ])
    for (name, network) in zip(modelNames, networks) {
      for edge in network.edges {
        writer.field(name)
        writer.field(classNames[edge.label])
        writer.field(classNames[edge.predicted])
        writer.field(edge.count)
        writer.field(edge.v)
        writer.field(edge.joint)
        writer.field(edge.countBack)
        writer.field(edge.isMutual ? "yes" : "no")
        writer.field(models[cell(edge), default: 0])
        writer.endRecord()
      }
    }
    return writer.bytes
  }

  private func cell(_ edge: ConfusionNetwork.Edge) -> Int {
    edge.label * classNames.count + edge.predicted
  }

  /// One line for each model and class: its in-degree by four readings.
  package var inDegreesCSV: [UInt8] {
    var writer = CSVWriter()
    writer.record(["model", "class", "weighted", "plain", "u_weighted", "joint_weighted"])
    for (name, network) in zip(modelNames, networks) {
      for (label, degree) in network.inDegrees.enumerated() {
        writer.field(name)
        writer.field(classNames[label])
        writer.field(degree.weighted)
        writer.field(degree.plain)
        writer.field(degree.weightedByRate)
        writer.field(degree.weightedJointly)
        writer.endRecord()
      }
    }
    return writer.bytes
  }

  /// The networks in Graphviz's language, a cluster for each model; widths follow v.
  package var dot: String {
    var text = "digraph confusions {\n  node [shape=ellipse];\n"
    for (model, network) in networks.enumerated() {
      text += "  subgraph cluster_\(model) {\n    label=\(Self.quoted(modelNames[model]));\n"
      for (label, name) in classNames.enumerated() {
        text += "    m\(model)c\(label) [label=\(Self.quoted(name))];\n"
      }
      for edge in network.edges {
        let hundredths = Int((edge.v * 100).rounded())
        let share = "\(hundredths / 100)." + String(hundredths % 100 + 100).suffix(2)
        text += "    m\(model)c\(edge.label) -> m\(model)c\(edge.predicted) "
        text += "[label=\"\(share)\", penwidth=\(1 + 4 * edge.v), "
        text += "color=\"\(edge.isMutual ? "#1f8a98" : "#d1782b")\"];\n"
      }
      text += "  }\n"
    }
    return text + "}\n"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
    return "\"" + String(escaped).replacing("\n", with: " ") + "\""
  }
}
