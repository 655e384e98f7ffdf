import Figures
import Interchange
import Misclassification
import Results
import Terminal

/// `misclass confusion`: u and v|i of predictions from anywhere.
enum ConfusionCommand {
  struct Options: ResultOptions {
    let input = PredictionOptions()
    let out = Option(
      "out", "FILE", .outputFile,
      help: "The heat map: v by true class and predicted class (CSV).")
    let rates = Option(
      "rates", "FILE", .outputFile, help: "Images, errors and u of each class (CSV).")
    let svg = Option("svg", "FILE", .outputFile, help: "The heat map as a picture.")
    let ratesPicture = Option(
      "rates-svg", "FILE", .outputFile, help: "u of each class as a picture.")
    let intervals = Option(
      flag: "intervals",
      help: "Add Wilson's 95 % intervals of u and v to --rates and to what is shown.")
    let largest = Option(
      "largest", "N", .int(in: 0...Int.max), help: "List this many of the largest confusions.",
      default: 10)
    let json = Option.json
  }

  static let command = Command(
    "confusion", summary: "Count classifiers' confusions",
    discussion: """
      For each class i, u is the share of its images that are misclassified, and v the share of \
      those that are taken for class j. Several files give a heat map each, and the mean over the \
      models with the deviation (population) from it.

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass confusion --predictions predictions.csv --out heatmap.csv --svg heatmap.svg",
      "misclass confusion --predictions a.json b.json --data cifar-10-batches-bin --svg "
        + "heatmap.svg",
    ],
    options: Options(), subcommands: [NetworkCommand.command],
    run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let joint = try arguments.input.joint()
    let (names, counts) = (joint.classNames, try joint.counts())
    let models = joint.observers.map(\.name)
    try write(arguments, counts, models, names)
    if counts.count == 1 {
      try arguments.finish(
        ConfusionSummary(counts[0], classNames: names, withIntervals: arguments.intervals),
        ConfusionText(
          counts[0], classNames: names, largest: arguments.largest,
          withIntervals: arguments.intervals))
    } else {
      try arguments.finish(
        ConfusionSummaries(
          counts, modelNames: models, classNames: names, withIntervals: arguments.intervals),
        ConfusionsText(
          counts, modelNames: models, classNames: names, largest: arguments.largest))
    }
  }

  private static func write(
    _ arguments: Arguments<Options>, _ counts: [ConfusionCounts], _ models: [String],
    _ names: [String]
  ) throws {
    let tables = NamedCounts(counts, modelNames: models, classNames: names)
    if let path = arguments.out { try AtomicFile.write(tables.heatMapCSV, to: path) }
    if let path = arguments.rates {
      try AtomicFile.write(tables.ratesCSV(withIntervals: arguments.intervals), to: path)
    }
    if let path = arguments.svg {
      let figure = HeatMapSheet.draw(counts, modelNames: models, classNames: names)
      try AtomicFile.write(figure.document, to: path)
    }
    if let path = arguments.ratesPicture {
      let figure =
        counts.count == 1
        ? RateBars.draw(counts[0], classNames: names)
        : RateDots.draw(counts, modelNames: models, classNames: names)
      try AtomicFile.write(figure.document, to: path)
    }
  }
}
