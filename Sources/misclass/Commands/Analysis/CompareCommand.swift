import Interchange
import Misclassification
import Results
import Terminal

/// `misclass compare`: what several models have in common, and where they part.
enum CompareCommand {
  static let command = Command(
    "compare", summary: "Compare models on the same images",
    discussion: """
      Which images all models get wrong, or none, or one alone; how often two models agree, and how \
      much their errors overlap; what a change from one model to another fixes and breaks; and which \
      edges of the confusion network appear or vanish. Intervals are Wilson's, 95 %.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass compare --predictions before.csv after.csv",
      "misclass compare --predictions a.json b.json c.json --labels labels.npy --out images.csv",
    ],
    options: [PredictionInputs.predictions] + PredictionInputs.truth + [
      Option("threshold", "V", help: "The smallest v of an edge, 0 to 1.", default: "0.3"),
      Option(
        "out", "FILE", help: "Each image that a model gets wrong, with all predictions (CSV)."),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(["out"], besides: ["predictions", "labels"])
    let threshold = try arguments.value("threshold", .double(in: 0...1), default: 0.3)
    guard try arguments.values("predictions", .string).count > 1 else {
      throw UsageError(
        "--predictions: expected two files or more, found one", command: arguments.command)
    }
    let joint = try arguments.jointPredictions()
    let comparison = try ModelComparison(joint, threshold: threshold)
    if let path = outputs["out"] {
      try AtomicFile.write(ModelComparison.imagesCSV(joint), to: path)
    }
    if arguments.wantsJSON {
      try Work.printJSON(comparison)
    } else {
      print(ComparisonText(comparison, classNames: joint.classNames), terminator: "")
    }
  }
}
