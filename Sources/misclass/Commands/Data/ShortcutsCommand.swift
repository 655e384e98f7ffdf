import Compute
import Datasets
import Results
import Studies
import Terminal

/// `misclass data shortcuts`: whether something simple gives the labels away.
enum ShortcutsCommand {
  struct Options: ResultOptions {
    let images = DataOptions()
    let limit = Option.limit
    let draws = Option(
      "draws", "N", .int(in: 99...1_000_000), help: "Random permutations of the labels.",
      default: 999)
    let json = Option.json
  }

  static let command = Command(
    "shortcuts", summary: "Test which simple properties of images tell their labels",
    discussion: """
      A network may learn what is easiest: a colour, a border, a place. For each simple property \
      (mean, border and middle colour, brightness, contrast, sharpness, the position of what \
      stands out; of pictures in files also their size), images are cut into cells of similar \
      values, and each image is predicted as the commonest class of its cell in the other half of \
      the data. The p-value is that of a permutation test, also adjusted by Holm's method. No \
      model is asked.
      """,
    examples: [
      "misclass data shortcuts --data cifar-10-batches-bin",
      "misclass data shortcuts --data pics --split train --draws 9999 --json",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let workers = try arguments.common.compute().workers
    let source = try arguments.images.request().source()
    let set = try source.load(arguments.images.split, workers: workers)
      .limited(to: arguments.limit)
    let report = try ShortcutReport(
      set, files: source.fileFacts(of: set), data: source.description,
      split: arguments.images.split, draws: arguments.draws, seed: arguments.common.seed,
      workers: workers, by: arguments.common.pieceLoop)
    try arguments.finish(report, report)
  }
}
