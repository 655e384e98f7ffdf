import Pieces
import Results
import Studies
import Terminal

/// `misclass predict`: scores of a model for every image.
enum PredictCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let out = Option(
      required: "out", "FILE", .outputFile, help: "Where the predictions go (CSV).")
    let shards = ShardOptions()
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
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    if let gathered {
      let accuracy = try PredictionStudy.merge(
        gathered, in: arguments.model.precision, to: arguments.out)
      return try finish(accuracy, arguments)
    }
    let study = PredictionStudy(
      arguments.images.request(), try arguments.model.request(), limit: arguments.limit,
      to: arguments.out)
    guard let accuracy = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try finish(accuracy, arguments)
  }

  private static func finish(_ accuracy: Accuracy, _ arguments: Arguments<Options>) throws {
    try arguments.finish(
      accuracy, accuracy,
      next: accuracy.right.map { _ in
        "misclass confusion --predictions \(ShellWord.quoted(arguments.out))"
      })
  }
}
