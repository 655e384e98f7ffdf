import Explanations
import Pieces
import Studies
import Terminal

/// `misclass erase minimal`: the least that has to go for a mistake to turn.
enum EraseMinimalCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option(
      "limit", "N", .int(in: 1...Int.max), help: "Treat the first N mistakes only.")
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let method = MethodOptions()
    let box = Option(
      "box", "HEIGHTxWIDTH", .box, help: "Box around each pixel.", otherwise: BoxShape.usualText)
    let fill = Option.fill
    let goal = Option(
      "goal", "WHAT", .choice(of: MinimalErasure.Goal.self),
      help: "right (classified right) or other (classified otherwise).", default: .right)
    let mostBoxes = Option(
      "most-boxes", "N", .int(in: 1...65_536), help: "Give up beyond this many boxes.",
      default: 200
    ).advanced
    let sheetImages = Option.sheetImages
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "minimal", summary: "Find the smallest erasure that corrects each mistake",
    discussion: """
      Boxes are added, the most salient first, until the image is classified right (or otherwise); \
      then each box that is not needed is given back. So the edit is small, though perhaps not the \
      smallest. The same is done with boxes in random order, as a control.

      Writes minimal.csv (one line per mistake), summary.json (the distribution of sizes), \
      sizes.svg and sheet.png.
      """,
    examples: ["misclass erase minimal --model run --data planted --fill blur --out minimal"],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    try OutputDirectory.check(arguments.out, force: arguments.common.force)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = MinimalErasureStudy(
      arguments.images.request(), try arguments.model.request(), arguments.method.request(),
      into: arguments.out)
    study.force = arguments.common.force
    study.limit = arguments.limit
    study.box = arguments.box
    study.fill = arguments.fill
    study.goal = arguments.goal
    study.mostBoxes = arguments.mostBoxes
    study.seed = arguments.common.seed
    study.sheetImages = arguments.sheetImages
    guard let (document, files) = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass erase sweep \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data)) --out sweep")
  }
}
