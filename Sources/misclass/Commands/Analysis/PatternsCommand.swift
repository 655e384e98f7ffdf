import Interchange
import Misclassification
import Results
import Studies
import Terminal

/// `misclass patterns`: which classes are confused both ways, and which one way only.
enum PatternsCommand {
  struct Options: ResultOptions {
    let input = PredictionOptions()
    let humans = Option(
      "humans", "FILE", .inputFile,
      help: "How many people chose each class for each image (.npy).")
    let margin = Option(
      "margin", "M", .double(in: 0.01...0.99),
      help: "The largest (forth - back) / (forth + back) that is both ways, 0.01 to 0.99; a third "
        + "is at most twice as often.", default: 1.0 / 3)
    let out = Option(
      "out", "FILE", .outputFile,
      help: "With --humans: each error and the people's share in it (CSV).")
    let json = Option.json

    var rules: [OptionRule] { [.option(out, needs: humans)] }
  }

  static let command = Command(
    "patterns", summary: "Test which confusions are symmetric and which are one-way",
    discussion: """
      For each pair of classes, the images taken one way and back are compared by an exact \
      binomial test, adjusted by Holm's method over the pairs of a model. A pair is one-way where \
      that rejects, and both ways where the 90 % interval of (forth - back) / (forth + back) lies \
      within the margin: a difference that is not significant is no evidence of symmetry. For \
      several models, the output shows what holds in all of them.

      With --humans, people join as one more observer (.npy, images x classes, how many chose \
      each); votes on one image are not independent, so images are compared, by Welch's test. \
      For each error, the share of people who chose the same wrong class is shown too.

      \(PredictionOptions.matrices)

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass patterns --predictions a.json b.json --data cifar-10-batches-bin",
      "misclass patterns --predictions a.json --labels labels.npy --humans cifar10h-counts.npy",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let patterns: ConfusionPatterns
    if let humans = arguments.humans {
      let joint = try arguments.input.request().joint()
      let votes = try HumanVotes.read(path: humans, for: joint)
      patterns = try ConfusionPatterns(joint, votes: votes, margin: arguments.margin)
      if let path = arguments.out {
        try AtomicFile.write(HumanAgreement.errorsCSV(joint, votes), to: path)
      }
    } else {
      patterns = ConfusionPatterns(
        try arguments.input.request().counted().models, margin: arguments.margin)
    }
    try arguments.finish(patterns, PatternsText(patterns))
  }
}
