import Figures
import Interchange
import Misclassification
import Results
import Studies
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
    let svg = Option("svg", "FILE", .svgFile, help: "The heat map as a picture.")
    let ratesPicture = Option(
      "rates-svg", "FILE", .svgFile, help: "u of each class as a picture.")
    let matrix = Option(
      "counts", "FILE", .outputFile,
      help: "The confusion matrix: images by true class and predicted class (CSV).")
    let view = ClassViewOptions()
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

      \(PredictionOptions.matrices)

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
    let counted = try arguments.input.request().counted().models
    let (names, counts, models) = (counted.classNames, counted.counts, counted.modelNames)
    try writeTables(arguments, counted)
    try writePictures(arguments, counted)
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

  private static func writeTables(
    _ arguments: Arguments<Options>, _ counted: CountedModels
  ) throws {
    let tables = NamedCounts(
      counted.counts, modelNames: counted.modelNames, classNames: counted.classNames)
    if let path = arguments.out { try AtomicFile.write(tables.heatMapCSV, to: path) }
    if let path = arguments.matrix { try AtomicFile.write(tables.countsCSV, to: path) }
    if let path = arguments.rates {
      try AtomicFile.write(tables.ratesCSV(withIntervals: arguments.intervals), to: path)
    }
  }

  private static func writePictures(
    _ arguments: Arguments<Options>, _ counted: CountedModels
  ) throws {
    guard arguments.svg != nil || arguments.ratesPicture != nil else { return }
    let names = counted.classNames
    let most = HeatMapFigure.largestGrid
    let view = arguments.view.view(classCount: names.count, most: most)
    let shown = try view.map { view in
      let classes = try arguments.view.classes(view, counted)
      return counted.counts.map { ShownConfusions($0, classNames: names, shown: classes) }
    }
    if let path = arguments.svg {
      let figure =
        shown.map { HeatMapSheet.draw($0, modelNames: counted.modelNames) }
        ?? HeatMapSheet.draw(counted.counts, modelNames: counted.modelNames, classNames: names)
      try AtomicFile.write(figure.document, to: path)
    }
    if let path = arguments.ratesPicture {
      let rows =
        shown ?? counted.counts.map { ShownConfusions($0, classNames: names) }
      let figure =
        rows.count == 1
        ? RateBars.draw(rows[0]) : RateDots.draw(rows, modelNames: counted.modelNames)
      try AtomicFile.write(figure.document, to: path)
    }
  }
}
