import Misclassification
import Results
import Studies
import Terminal

/// `misclass homogeneity`: whether models err equally often, and in the same classes.
enum HomogeneityCommand {
  struct Options: ResultOptions {
    let predictions = Option(
      several: "predictions", "FILE", .inputFile,
      help: "What was predicted; a file for each model.", atLeast: 2)
    let counts = Option(
      "counts", "FILE", .inputFile, help: "Errors by class and model (CSV) instead.")
    let imagesPerClass = Option(
      "images-per-class", "N", .int(in: 1...1_000_000_000),
      help: "With --counts: images of each class, for the tests of correct and wrong.")
    let truth = TruthOptions()
    let asPublished = Option(
      flag: "as-published", help: "Add the paper's test, on rates, and why it is wrong.")
    let resamples = Option(
      "resamples", "N", .int(in: 0...1_000_000),
      help: "How often the images are drawn anew; 0 for not at all.",
      otherwise: "2000, fewer of more than 100,000 images")
    let json = Option.json

    var rules: [OptionRule] {
      [.exactlyOne(of: predictions, counts), .option(imagesPerClass, needs: counts)]
        + ([truth.data, truth.labels, truth.classes, truth.split, truth.columns, resamples]
        as [any DeclaredOption])
        .map { .option($0, needs: predictions) }
    }
  }

  static let command = Command(
    "homogeneity", summary: "Test whether models err alike",
    discussion: """
      Two questions: do the models err equally often, and do their errors fall on the same \
      classes? From a table of counts they are answered by chi-squared and G, which suppose that \
      each model saw other images. From predictions of the same images, Cochran's Q, McNemar's \
      test of each pair and a bootstrap over images are added, which suppose no such thing, and \
      the text says which to believe.

      A table has the header class,MODEL,… and a row per class with each model's number of errors. \
      Rates are refused: chi-squared goes with the scale of its table, so that on rates p is close \
      to 1 whatever the models do. --as-published computes just that, as the paper did.

      \(PredictionOptions.matrices)

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass homogeneity --predictions a.json b.json --data cifar-10-batches-bin",
      "misclass homogeneity --counts errors.csv --images-per-class 1000",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let result =
      try arguments.counts.map { try ofTable($0, arguments) } ?? ofPredictions(arguments)
    try arguments.finish(result, HomogeneityText(result))
  }

  private static func ofTable(_ path: String, _ arguments: Arguments<Options>) throws -> Homogeneity
  {
    Homogeneity(
      try ErrorTable.read(
        path: path, imagesPerClass: arguments.imagesPerClass, asPublished: arguments.asPublished),
      asPublished: arguments.asPublished)
  }

  private static func ofPredictions(_ arguments: Arguments<Options>) throws -> Homogeneity {
    let counted = try arguments.truth.request(arguments.predictions).counted().models
    let table = ErrorTable(
      counted.counts, modelNames: counted.modelNames, classNames: counted.classNames)
    guard let joint = counted.joint else {
      return Homogeneity(table, asPublished: arguments.asPublished)
    }
    let resamples = arguments.resamples ?? PairedErrors.usualResamples(images: joint.count)
    return Homogeneity(
      table,
      sameImages: try PairedErrors(
        joint, resamples: resamples, seed: arguments.common.seed, by: arguments.common.pieceLoop),
      asPublished: arguments.asPublished)
  }
}
