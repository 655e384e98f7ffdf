import Explanations
import Pieces
import Results
import Studies
import Terminal
import Training

/// `misclass obalex`: whether explanations lie on the object.
enum ObalexCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let masks = Option(required: "masks", "MASKS", .masks, help: NamedMasks.help)
    let out = Option("out", "FILE", .outputFile, help: "A line per image (CSV).")
    let method = MethodOptions()
    let emptyMaps = Option(
      "empty-maps", "HOW", .word(["skip", "zero"]),
      help:
        "What a map without anything above zero counts: skip (not), or zero, as the published "
        + "code has it.", default: "skip"
    ).advanced
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "obalex", summary: "Measure how much of the explanations lies on the object",
    discussion: """
      ObAlEx is the part of a map that lies on the object, and AvgObAlEx its mean over the images \
      that are classified right (Nguyen, Kellner, Färber & Lanquillon 2020). A map that is the \
      same everywhere scores the object's share of the image, so the score is always shown beside \
      that and as a multiple of it: a network whose ratio is 1 looks at objects no more than at \
      anything else.

      Masks come from a file, from the data ('data': planted sets, sets of .npy files), or are \
      made by 'segment': what differs in colour from the border of the image. A made mask is a \
      guess.
      """,
    examples: [
      "misclass obalex --model run --data planted --masks data",
      "misclass obalex --model run --data set --masks objects.npy --method grad-cam --out o.csv",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = ObjectStudy(
      arguments.images.request(), try arguments.model.request(), arguments.masks,
      arguments.method.request())
    study.listing = arguments.out
    study.emptyScore = arguments.emptyMaps == "zero" ? 0 : nil
    study.seed = arguments.common.seed
    guard let document = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, document.text,
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) "
        + "--spare \(ShellWord.quoted(arguments.masks.text)) --never-touch --out spared")
  }
}
