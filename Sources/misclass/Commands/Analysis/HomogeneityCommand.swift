import Misclassification
import Results
import Terminal

/// `misclass homogeneity`: whether models err equally often, and in the same classes.
enum HomogeneityCommand {
  static let command = Command(
    "homogeneity", summary: "Test whether models err alike",
    discussion: """
      Two questions: do the models err equally often, and do their errors fall on the same classes? \
      From a table of counts they are answered by chi-squared and G, which suppose that each model \
      saw other images. From predictions of the same images, Cochran's Q, McNemar's test of each \
      pair and a bootstrap over images are added, which suppose no such thing, and the text says \
      which to believe.

      A table has the header class,MODEL,… and a row per class with each model's number of errors. \
      Rates are refused: chi-squared goes with the scale of its table, so that on rates p is close \
      to 1 whatever the models do. --as-published computes just that, as the paper did.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass homogeneity --predictions a.json b.json --data cifar-10-batches-bin",
      "misclass homogeneity --counts errors.csv --images-per-class 1000",
    ],
    options: [
      Option(
        "predictions", "FILE", help: "What was predicted; a file for each model.",
        repeatable: true),
      Option("counts", "FILE", help: "Errors by class and model (CSV) instead."),
      Option(
        "images-per-class", "N",
        help: "With --counts: images of each class, for the tests of correct and wrong."),
    ] + PredictionInputs.truth + [
      Option("as-published", help: "Add the paper's test, on rates, and why it is wrong."),
      Option(
        "resamples", "N", help: "How often the images are drawn anew; 0 for not at all.",
        default: "2000, fewer of more than 100,000 images"),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let asPublished = arguments.flag("as-published")
    let given = try arguments.value(ifGiven: "resamples", .int(in: 0...1_000_000))
    let result: Homogeneity
    switch (arguments.isGiven("predictions"), arguments.isGiven("counts")) {
    case (true, false):
      if arguments.isGiven("images-per-class") {
        throw UsageError("--images-per-class needs --counts", command: arguments.command)
      }
      guard try arguments.values("predictions", .string).count > 1 else {
        throw UsageError(
          "--predictions: expected two files or more, found one", command: arguments.command)
      }
      let joint = try arguments.jointPredictions()
      let resamples = given ?? PairedErrors.usualResamples(images: joint.count)
      result = Homogeneity(
        try ErrorTable(
          joint.counts(), modelNames: joint.observers.map(\.name), classNames: joint.classNames),
        sameImages: try PairedErrors(
          joint, resamples: resamples, seed: arguments.seed(), by: arguments.pieceLoop()),
        asPublished: asPublished)
    case (false, true):
      for option in ["data", "labels", "classes", "split", "resamples"]
      where arguments.isGiven(option) {
        throw UsageError("--\(option) needs --predictions", command: arguments.command)
      }
      result = Homogeneity(
        try ErrorTable.read(
          path: arguments.value("counts", .string),
          imagesPerClass: arguments.value(
            ifGiven: "images-per-class", .int(in: 1...1_000_000_000)), asPublished: asPublished),
        asPublished: asPublished)
    default:
      throw UsageError(
        "expected either --predictions or --counts, found "
          + (arguments.isGiven("counts") ? "both" : "neither"), command: arguments.command)
    }
    if arguments.wantsJSON {
      try Work.printJSON(result)
    } else {
      print(HomogeneityText(result), terminator: "")
    }
  }
}
