import Figures
import Interchange
import Misclassification
import Results
import Studies
import Terminal

/// `misclass metrics`: precision, recall, agreement and calibration.
enum MetricsCommand {
  struct Options: ResultOptions {
    let input = PredictionOptions()
    let top = Option(
      "top", "K,…", .list(of: .int(in: 1...ClassLimit.count)),
      help: "Count how often the true class is among the K of the largest scores.",
      default: [1, 5])
    let classes = Option(
      "out", "FILE", .outputFile, help: "Precision, recall and F1 of each class (CSV).")
    let svg = Option(
      "svg", "FILE", .svgFile,
      help: "Reliability diagrams with calibration errors, before and after temperature scaling, "
        + "as a picture.")
    let json = Option.json
  }

  static let command = Command(
    "metrics", summary: "Precision, recall, F1, agreement and calibration",
    discussion: """
      All are defined as in scikit-learn. The calibration error compares, in fifteen ranges of \
      confidence, how sure the model is with how often it is right; the temperature is the one \
      that makes the scores likeliest, and the error beside it is that of each half of the images \
      at the temperature of the other half.

      \(PredictionOptions.matrices)

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass metrics --predictions predictions.csv",
      "misclass metrics --predictions a.csv b.csv --data cifar-10-batches-bin --top 1,3",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let counted = try arguments.input.request().counted().models
    let documents = counted.models.indices.compactMap {
      MetricsDocument(counted, model: $0, places: arguments.top, seed: arguments.common.seed)
    }
    if let path = arguments.classes {
      try AtomicFile.write(MetricsDocument.csv(documents), to: path)
    }
    if let path = arguments.svg {
      guard let figure = MetricsDocument.reliability(documents) else {
        throw MisclassificationError.scoresMissing(source: counted.models[0].source)
      }
      try AtomicFile.write(figure.document, to: path)
    }
    try arguments.finish(documents, MetricsText(documents))
  }
}
