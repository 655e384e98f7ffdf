import Interchange
import Misclassification
import Results
import Studies
import Terminal

/// `misclass compare`: what several models have in common, and where they part.
enum CompareCommand {
  struct Options: ResultOptions {
    let input = SeveralPredictionOptions()
    let threshold = Option.threshold
    let out = Option(
      "out", "FILE", .outputFile,
      help: "Each image that a model gets wrong, with all predictions (CSV).")
    let json = Option.json
  }

  static let command = Command(
    "compare", summary: "Compare models on the same images",
    discussion: """
      Which images all models get wrong, or none, or one alone; how often two models agree, and \
      how much their errors overlap; what a change from one model to another fixes and breaks; \
      and which edges of the confusion network appear or vanish. Intervals are Wilson's, 95 %.

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass compare --predictions before.csv after.csv",
      "misclass compare --predictions a.json b.json c.json --labels labels.npy --out images.csv",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let joint = try arguments.input.truth.request(arguments.input.predictions).joint()
    let comparison = try ModelComparison(
      joint, threshold: arguments.threshold.share(classCount: joint.classCount))
    if let path = arguments.out {
      try AtomicFile.write(ModelComparison.imagesCSV(joint), to: path)
    }
    try arguments.finish(comparison, ComparisonText(comparison, classNames: joint.classNames))
  }
}
