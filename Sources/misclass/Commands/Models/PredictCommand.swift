import Compute
import Datasets
import Misclassification
import Models
import Terminal
import Training

/// `misclass predict`: scores of a model for every image.
enum PredictCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let out = Option(
      required: "out", "FILE", .outputFile, help: "Where the predictions go (CSV).")
    let json = Option.json
  }

  static let command = Command(
    "predict", summary: "Let a model classify images and write its scores",
    discussion: "Writes one line per image: index, label, predicted class, logits. The result can "
      + "be read by 'misclass confusion', as can predictions of any other program. Images need no "
      + "labels; where they have none, the column 'label' is empty.",
    examples: [
      "misclass predict --model run --data cifar-10-batches-bin --out predictions.csv"
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let compute = try arguments.common.compute()
    var set = try arguments.images.wholeSplit(
      compute.workers, for: arguments.model, needsLabels: false
    ).limited(to: arguments.limit)
    let model = try arguments.model.asked(for: set, compute)
    if !set.isLabelled { set.classNames = model.scorer.model.classNames }
    let accuracy = try Work.writePredictions(
      of: set, model, to: arguments.out, console: Console(arguments.common))
    try arguments.finish(
      accuracy, accuracy,
      next: "misclass confusion --predictions \(ShellWord.quoted(arguments.out))")
  }
}
