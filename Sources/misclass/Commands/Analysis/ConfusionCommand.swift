import Figures
import Interchange
import Misclassification
import Results
import Terminal

/// `misclass confusion`: u and v|i of predictions from anywhere.
enum ConfusionCommand {
  static let command = Command(
    "confusion", summary: "Count classifiers' confusions",
    discussion: """
      For each class i, u is the share of its images that are misclassified, and v the share of \
      those that are taken for class j. Several files give a heat map each, and the mean over the \
      models with the deviation (population) from it.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass confusion --predictions predictions.csv --out heatmap.csv --svg heatmap.svg",
      "misclass confusion --predictions a.json b.json --data cifar-10-batches-bin --svg heatmap.svg",
    ],
    options: [PredictionInputs.predictions] + PredictionInputs.truth + [
      Option("out", "FILE", help: "The heat map: v by true class and predicted class (CSV)."),
      Option("rates", "FILE", help: "Images, errors and u of each class (CSV)."),
      Option("svg", "FILE", help: "The heat map as a picture."),
      Option("rates-svg", "FILE", help: "u of each class as a picture."),
      Option(
        "intervals", help: "Add Wilson's 95 % intervals of u and v to --rates and to what is shown."
      ),
      Option("largest", "N", help: "List so many of the largest confusions.", default: "10"),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(
      ["out", "rates", "svg", "rates-svg"], besides: ["predictions", "labels"])
    let largest = try arguments.value("largest", .int(in: 0...Int.max), default: 10)
    let joint = try arguments.jointPredictions()
    let (names, counts) = (joint.classNames, try joint.counts())
    let models = joint.observers.map(\.name)
    let withIntervals = arguments.flag("intervals")
    let tables = NamedCounts(counts, modelNames: models, classNames: names)
    if let path = outputs["out"] { try AtomicFile.write(tables.heatMapCSV, to: path) }
    if let path = outputs["rates"] {
      try AtomicFile.write(tables.ratesCSV(withIntervals: withIntervals), to: path)
    }
    if let path = outputs["svg"] {
      let figure = HeatMapSheet.draw(counts, modelNames: models, classNames: names)
      try AtomicFile.write(figure.document, to: path)
    }
    if let path = outputs["rates-svg"] {
      let figure =
        counts.count == 1
        ? RateBars.draw(counts[0], classNames: names)
        : RateDots.draw(counts, modelNames: models, classNames: names)
      try AtomicFile.write(figure.document, to: path)
    }
    switch (arguments.wantsJSON, counts.count) {
    case (true, 1):
      try Work.printJSON(
        ConfusionSummary(counts[0], classNames: names, withIntervals: withIntervals))
    case (true, _):
      try Work.printJSON(
        ConfusionSummaries(
          counts, modelNames: models, classNames: names, withIntervals: withIntervals))
    case (false, 1):
      let text = ConfusionText(
        counts[0], classNames: names, largest: largest, withIntervals: withIntervals)
      print(text, terminator: "")
    default:
      let text = ConfusionsText(
        counts, modelNames: models, classNames: names, largest: largest)
      print(text, terminator: "")
    }
  }
}
