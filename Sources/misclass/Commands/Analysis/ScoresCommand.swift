import Figures
import Interchange
import Misclassification
import Results
import Studies
import Terminal

/// `misclass scores`: whether a network is as sure of one kind of mistake as of another.
enum ScoresCommand {
  struct Options: ResultOptions {
    let input = PredictionOptions()
    let groups = Option(
      several: "group", "NAME=A>B,…", .string,
      help: "A group of mistakes, true>predicted; at least two groups.", atLeast: 2,
      required: true)
    let statistic = Option(
      "statistic", "NAME", .choice(of: ScoreStatistic.self),
      help: "One of \(ScoreStatistic.listed).", default: usual.statistic)
    let margin = Option(
      "margin", "D", .double(in: 1e-6...1e6),
      help: "Means closer than this many pooled standard deviations count as equal.",
      default: usual.margin)
    let divisions = Option(
      "divisions", "N", .int(in: 99...10_000_000),
      help: "Random divisions of the permutation test.", default: usual.divisions)
    let asPublished = Option(
      flag: "as-published", help: "Add the paper's t-test, which divides by one too many.")
    let svg = Option(
      "svg", "FILE", .svgFile, help: "Histograms of the groups as a picture.")
    let json = Option.json

    private static let usual = ScoreComparison.Settings()
  }

  static let command = Command(
    "scores", summary: "Compare how sure a network is of its mistakes",
    discussion: """
      For each mistake, the score of the true class is compared with that of the class predicted \
      instead: the difference of their logits, or of their probabilities, or the ratio of these, \
      or its logarithm. The mistakes of two or more groups are then compared by Welch's and \
      Student's t-test, Mann-Whitney's, a permutation test, Hedges' g with its exact interval, \
      and a test of equivalence: that a difference is not significant does not mean that there is \
      none.

      Groups are kinds of mistakes, true>predicted, by name or number. The files must hold scores.

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass scores --predictions run/predictions.csv --data planted "
        + "--group 'pairs=halfmoon>sickle,sickle>halfmoon' --group 'others=disc>square'",
      "misclass scores --predictions p.csv --group 'pets=3>5,5>3' --group 'odd=8>0,6>3' "
        + "--svg scores.svg",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    var settings = ScoreComparison.Settings()
    settings.statistic = arguments.statistic
    settings.margin = arguments.margin
    settings.divisions = arguments.divisions
    settings.asPublished = arguments.asPublished
    settings.seed = arguments.common.seed
    let joint = try arguments.input.request().joint()
    let comparison: ScoreComparison
    do {
      comparison = try ScoreComparison(
        joint, groups: ErrorGroup.parse(arguments.groups, classNames: joint.classNames),
        settings: settings, by: arguments.common.pieceLoop)
    } catch let error as ErrorGroup.Malformed {
      throw UsageError("--group: \(error.problem)")
    }
    if let path = arguments.svg {
      try AtomicFile.write(ScoreHistogram.draw(comparison).document, to: path)
    }
    try arguments.finish(comparison, ScoresText(comparison))
  }
}
