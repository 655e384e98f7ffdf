import Figures
import Interchange
import Misclassification
import Results
import Terminal

/// `misclass network`: which classes are taken for which, often enough, in one model or many.
enum NetworkCommand {
  static let command = Command(
    "network", summary: "Draw which classes are taken for which",
    discussion: """
      An edge leads from class i to class j where v, the share of the errors of class i that are \
      taken for j, is at least the threshold. The in-degree d of a class is the sum of v over the \
      edges that lead to it; beside it stand the number of edges, and the sums of u, and of u times \
      v, over them. Of several models, edges are listed by how many models have them.

      v is a share of the errors of its own class: as many images taken for each other both ways \
      can be an edge one way only. The images the other way stand beside each edge.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass network --predictions predictions.csv --svg network.svg",
      "misclass network --predictions a.json b.json --labels labels.npy --out edges.csv",
    ],
    options: [PredictionInputs.predictions] + PredictionInputs.truth + [
      Option("threshold", "V", help: "The smallest v of an edge, 0 to 1.", default: "0.3"),
      Option("out", "FILE", help: "The edges (CSV)."),
      Option("degrees", "FILE", help: "The in-degrees of each class (CSV)."),
      Option("dot", "FILE", help: "The networks in Graphviz's language."),
      Option("svg", "FILE", help: "The networks as a picture."),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(
      ["out", "degrees", "dot", "svg"], besides: ["predictions", "labels"])
    let threshold = try arguments.value("threshold", .double(in: 0...1), default: 0.3)
    let joint = try arguments.jointPredictions()
    let counts = try joint.counts()
    let networks = counts.map { ConfusionNetwork($0, threshold: threshold) }
    let shared = SharedEdges(counts, networks)
    let (models, names) = (joint.observers.map(\.name), joint.classNames)
    let named = NamedNetworks(networks, modelNames: models, classNames: names)
    if let path = outputs["out"] { try AtomicFile.write(named.edgesCSV, to: path) }
    if let path = outputs["degrees"] { try AtomicFile.write(named.inDegreesCSV, to: path) }
    if let path = outputs["dot"] { try AtomicFile.write(named.dot, to: path) }
    if let path = outputs["svg"] {
      let figure = NetworkFigure(
        counts, networks, shared, modelNames: models, classNames: names)
      try AtomicFile.write(figure.sheet.document, to: path)
    }
    if arguments.wantsJSON {
      try Work.printJSON(NetworkSummary(joint, networks, shared))
    } else {
      print(ConfusionNetworkText(joint, networks, shared), terminator: "")
    }
  }
}
