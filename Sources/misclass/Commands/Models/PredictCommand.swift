import Compute
import Datasets
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Terminal
import Training

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
    if let gathered { return try finish(try merge(gathered, arguments), arguments) }
    let compute = try arguments.common.compute()
    var set = try arguments.images.wholeSplit(
      compute.workers, for: arguments.model, needsLabels: false
    ).limited(to: arguments.limit)
    let model = try arguments.model.asked(for: set, compute)
    if !set.isLabelled { set.classNames = model.scorer.model.classNames }
    if work.isShard {
      try predict(set, model, work)
      _ = try work.endsShard(of: arguments.common)
      return
    }
    let accuracy = try Work.writePredictions(
      of: set, model, to: arguments.out, console: work.console)
    try finish(accuracy, arguments)
  }

  private static let stage = "predictions"

  /// Predicts the images of a shard.
  private static func predict(_ set: ImageSet, _ model: AskedModel, _ work: PieceWork) throws {
    try work.check(WorkFingerprint(set.images, labels: set.labels, model: model.digest))
    let items = StageItems(set.count)
    let own = work.own(items)
    let meter = work.console.progress("predict", total: own.count, unit: "images")
    try work.pieces(stage, items, size: 2048) { range in
      var table: [UInt8] = []
      let right = try Work.tabulate(range, of: set, model) {
        meter.advance(to: range.lowerBound - own.lowerBound + $0)
      } sink: {
        table += $0
      }
      return PredictionPiece(table: table, right: right).bytes
    } take: { range, _, _ in
      meter.advance(to: range.upperBound - own.lowerBound)
    }
    meter.finish()
  }

  /// Writes the lines of all shards, a piece at a time.
  private static func merge(
    _ shards: GatheredShards, _ arguments: Arguments<Options>
  ) throws -> Accuracy {
    var images = 0
    var right: Int? = 0
    var header: ArraySlice<UInt8>?
    try AtomicFile.write(to: arguments.out) { sink in
      try shards.forEachPiece(of: stage) { range, bytes, file in
        let piece = try PredictionPiece(bytes, images: range.count, file: file)
        if header == nil { try sink.write(Array(piece.header)) }
        guard piece.header == header ?? piece.header else {
          throw InterchangeError(
            kind: .malformed, file: file, problem: "has other columns than those before it")
        }
        header = piece.header
        try sink.write(Array(piece.lines))
        images += range.count
        right = piece.right.flatMap { more in right.map { $0 + more } }
      }
    }
    return Accuracy(images: images, right: right, in: arguments.model.precision)
  }

  private static func finish(_ accuracy: Accuracy, _ arguments: Arguments<Options>) throws {
    try arguments.finish(
      accuracy, accuracy,
      next: accuracy.right.map { _ in
        "misclass confusion --predictions \(ShellWord.quoted(arguments.out))"
      })
  }
}
