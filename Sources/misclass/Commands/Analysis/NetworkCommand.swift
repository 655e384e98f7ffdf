import Figures
import Interchange
import Misclassification
import Results
import Studies
import Terminal

/// `misclass confusion network`: which classes are taken for which, often enough, in one model or
/// many.
enum NetworkCommand {
  struct Options: ResultOptions {
    let input = PredictionOptions()
    let threshold = Option.threshold
    let out = Option("out", "FILE", .outputFile, help: "The edges (CSV).")
    let degrees = Option(
      "degrees", "FILE", .outputFile, help: "The in-degrees of each class (CSV).")
    let dot = Option(
      "dot", "FILE", .outputFile, help: "The networks in Graphviz's language.")
    let svg = Option("svg", "FILE", .svgFile, help: "The networks as a picture.")
    let json = Option.json
  }

  static let command = Command(
    "network", summary: "Draw which classes are taken for which",
    discussion: """
      An edge leads from class i to class j where v, the share of the errors of class i that are \
      taken for j, is at least the threshold. The in-degree d of a class is the sum of v over the \
      edges that lead to it; beside it stand the number of edges, and the sums of u, and of u \
      times v, over them. Of several models, edges are listed by how many models have them.

      v is a share of the errors of its own class: as many images taken for each other both ways \
      can be an edge one way only. The images the other way stand beside each edge.

      \(PredictionOptions.matrices)

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass confusion network --predictions predictions.csv --svg network.svg",
      "misclass confusion network --predictions a.json b.json --labels labels.npy --out edges.csv",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let counted = try arguments.input.request().counted().models
    let counts = counted.counts
    let networks = counts.map {
      ConfusionNetwork(
        $0, threshold: arguments.threshold.share(classCount: counted.classNames.count))
    }
    let shared = SharedEdges(counts, networks)
    let (models, names) = (counted.modelNames, counted.classNames)
    let named = NamedNetworks(networks, modelNames: models, classNames: names)
    if let path = arguments.out { try AtomicFile.write(named.edgesCSV, to: path) }
    if let path = arguments.degrees { try AtomicFile.write(named.inDegreesCSV, to: path) }
    if let path = arguments.dot { try AtomicFile.write(named.dot, to: path) }
    if let path = arguments.svg {
      let figure = NetworkFigure(
        counts, networks, shared, modelNames: models, classNames: names)
      try AtomicFile.write(figure.sheet.document, to: path)
    }
    try arguments.finish(
      NetworkSummary(counted, networks, shared), ConfusionNetworkText(counted, networks, shared))
  }
}
