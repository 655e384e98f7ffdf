import Figures
import Interchange
import Misclassification
import Results
import Terminal

/// `misclass scores`: whether a network is as sure of one kind of mistake as of another.
enum ScoresCommand {
  static let command = Command(
    "scores", summary: "Compare how sure a network is of its mistakes",
    discussion: """
      For each mistake, the score of the true class is compared with that of the class predicted \
      instead: the difference of their logits, or of their probabilities, or the ratio of these, or \
      its logarithm. The mistakes of two or more groups are then compared by Welch's and Student's \
      t-test, Mann-Whitney's, a permutation test, Hedges' g with its exact interval, and a test of \
      equivalence: that a difference is not significant does not mean that there is none.

      Groups are kinds of mistakes, true>predicted, by name or number. The files must hold scores.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass scores --predictions run/predictions.csv --data planted "
        + "--group 'pairs=halfmoon>sickle,sickle>halfmoon' --group 'others=disc>square'",
      "misclass scores --predictions p.csv --group 'pets=3>5,5>3' --group 'odd=8>0,6>3' "
        + "--svg scores.svg",
    ],
    options: [PredictionInputs.predictions] + PredictionInputs.truth + [
      Option(
        "group", "NAME=A>B,…", help: "A group of mistakes, true>predicted; at least two groups.",
        required: true, repeatable: true),
      Option(
        "statistic", "NAME",
        help: "One of \(ScoreStatistic.allCases.map(\.rawValue).joined(separator: ", ")).",
        default: ScoreStatistic.logitDifference.rawValue),
      Option(
        "margin", "D",
        help: "Means closer than so many pooled standard deviations count as equal.",
        default: "0.5"),
      Option("divisions", "N", help: "Random divisions of the permutation test.", default: "9999"),
      Option("as-published", help: "Add the paper's t-test, which divides by one too many."),
      Option("svg", "FILE", help: "Histograms of the groups as a picture."),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(["svg"], besides: ["predictions", "labels"])
    var settings = ScoreComparison.Settings()
    settings.statistic = try arguments.value(
      "statistic", .choice(), default: settings.statistic)
    settings.margin = try arguments.value(
      "margin", .double(in: 1e-6...1e6), default: settings.margin)
    settings.divisions = try arguments.value(
      "divisions", .int(in: 99...10_000_000), default: settings.divisions)
    settings.asPublished = arguments.flag("as-published")
    settings.seed = try arguments.seed()
    let texts = try arguments.values("group", .string)
    guard texts.count > 1 else {
      throw UsageError(
        "--group: expected two groups or more, found one", command: arguments.command)
    }
    let joint = try arguments.jointPredictions()
    let comparison: ScoreComparison
    do {
      comparison = try ScoreComparison(
        joint, groups: ErrorGroup.parse(texts, classNames: joint.classNames), settings: settings,
        by: arguments.pieceLoop())
    } catch let error as ErrorGroup.Malformed {
      throw UsageError("--group: \(error.problem)", command: arguments.command)
    }
    if let path = outputs["svg"] {
      try AtomicFile.write(ScoreHistogram.draw(comparison).document, to: path)
    }
    if arguments.wantsJSON {
      try Work.printJSON(comparison)
    } else {
      print(ScoresText(comparison), terminator: "")
    }
  }
}
