import Datasets
import Misclassification
import Models
import Terminal
import Training

/// `misclass predict`: scores of a model for every image.
enum PredictCommand {
  static let command = Command(
    "predict", summary: "Let a model classify images and write its scores",
    discussion: "Writes one line per image: index, label, predicted class, logits. The result can "
      + "be read by 'misclass confusion', as can predictions of any other program.",
    examples: [
      "misclass predict --model run --data cifar-10-batches-bin --out predictions.csv"
    ],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split, CommonInputs.limit, CommonInputs.batch,
      Option("out", "FILE", help: "Where the predictions go (CSV).", required: true),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let output = try arguments.value("out", .string)
    try OutputFile.check(output, force: arguments.isForced)
    let compute = try arguments.compute()
    let set = try arguments.images(compute)
    let scorer = try arguments.scorer(for: set, compute)
    let predictions = try Work.predict(
      set, scorer, source: output, console: Console(arguments))
    try predictions.write(to: output)
    try Work.printAccuracy(predictions, json: arguments.wantsJSON)
  }
}
