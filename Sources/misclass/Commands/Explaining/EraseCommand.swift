import Explanations
import Pieces
import Results
import Studies
import Terminal

/// `misclass erase`: takes away what a map points at, and asks the model again.
enum EraseCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let choice = ChoiceOptions()
    let limit = Option.limit
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let method = MethodOptions()
    let boxes = BoxOptions()
    let sparing = SparingOptions()
    let figures = Option(
      "figures", "LIST", .indexList,
      help: "Draw figure-INDEX.svg of these images, such as 0,5,9.")
    let all = Option(
      flag: "all", help: "List the images in erasure.csv that were right before, too."
    ).advanced
    let controlDraws = Option(
      "control-draws", "N", .int(in: 0...1000), help: "How often random boxes are drawn.",
      default: 1
    ).advanced
    let sheetImages = Option.sheetImages
    let onOriginals = Option.onOriginals
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "erase", summary: "Erase what misled the model and let it classify again",
    discussion: """
      Boxes around the most salient pixels of an image are filled and the image is classified \
      again. All images are treated, the right ones too, so that mistakes made are counted beside \
      mistakes corrected; and each is treated once more over the same area with random boxes, with \
      boxes at the least salient pixels and, where objects are known, with boxes on the object, \
      as controls. --wrong, --right, --pairs and --between choose images by what the model makes \
      of them; mistakes made are then counted among these alone.

      Writes erasure.csv (per image: classes and scores before and after, erased pixels), \
      summary.json (totals of treatment and controls; by true and predicted class, by erased \
      area, and with planted data by planted cause) and sheet.png (the first misclassified images).
      """,
    examples: [
      "misclass erase --model run --data planted --top 0.05 --box 3x3 --out erased",
      "misclass erase --model run --data planted --spare data --never-touch --out spared",
    ],
    options: Options(), subcommands: [EraseSweepCommand.command, EraseMinimalCommand.command],
    run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    try OutputDirectory.check(arguments.out, force: arguments.common.force)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    guard let (document, files) = try study(arguments).run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, ErasureText(document), wrote: files,
      next: "misclass report --predictions FILE --data "
        + "\(ShellWord.quoted(arguments.images.data)) --erased \(ShellWord.quoted(arguments.out)) "
        + "--out report.html")
  }

  private static func study(_ arguments: Arguments<Options>) throws -> ErasureStudy {
    var study = ErasureStudy(
      arguments.images.request(), try arguments.model.request(), arguments.method.request(),
      selection: try arguments.boxes.selection(), into: arguments.out)
    study.force = arguments.common.force
    study.choice = arguments.choice.request()
    study.limit = arguments.limit
    study.sparing = arguments.sparing.request()
    study.placement = try arguments.boxes.placement()
    study.fill = arguments.boxes.fill
    study.controlDraws = arguments.controlDraws
    study.seed = arguments.common.seed
    study.listsAll = arguments.all
    study.sheetImages = arguments.sheetImages
    study.onOriginals = arguments.onOriginals
    study.figures = arguments.figures.map { list in
      { try list.indices(below: $0, option: "figures") }
    }
    return study
  }
}
