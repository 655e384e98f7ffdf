import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Terminal
import Training

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
    let directory = arguments.out
    try OutputDirectory.check(directory, force: arguments.common.force)
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: directory, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let (data, model) = try chosen(arguments, work, compute)
    let options = try options(arguments, data)
    let images = try ImagesToExplain(
      images: data.set.images, labels: data.set.labels, indices: data.indices)
    let masks = options.sparing?.masks ?? options.objects
    try work.check(WorkFingerprint(images, model, masks: masks))
    let figures = Set(
      try arguments.figures?.indices(
        below: (data.indices.max() ?? 0) + 1, option: "figures") ?? [])
    let held = try work.take(directory, force: arguments.common.force)
    defer { held?.release() }
    let erasing = Erasing(
      model: model, images: images, options: options, workers: compute.workers,
      sheetImages: arguments.sheetImages, figures: figures)
    let result = try work.isWhole ? erasing.result(console) : erasing.result(of: work)
    if try work.endsShard(of: arguments.common) { return }
    let document = try ErasureDocument(
      settings: .init(
        model: arguments.model.text, data: try arguments.images.source().description,
        split: arguments.images.split.rawValue, options: options,
        spare: arguments.sparing.spare?.text, spareIsOracle: data.sparesByOracle),
      result: result, causes: data.causes, classNames: data.set.classNames)
    warn(of: result, console)
    let files = try write(document, result, data, figures: figures, arguments)
    try arguments.finish(
      document, ErasureText(document), wrote: files,
      next: "misclass report --predictions FILE --data "
        + "\(ShellWord.quoted(arguments.images.data)) --erased \(ShellWord.quoted(directory)) "
        + "--out report.html")
  }

  /// The images to treat, and the model; the model says which these are where that was asked for.
  private static func chosen(
    _ arguments: Arguments<Options>, _ work: PieceWork, _ compute: Compute
  ) throws -> (ErasureData, AskedModel) {
    let isLimitedFirst = !arguments.choice.isGiven
    let data = try ErasureData(
      arguments.images, for: arguments.model, limit: isLimitedFirst ? arguments.limit : nil,
      arguments.sparing, compute)
    let choice = try arguments.choice.choice(classNames: data.set.classNames)
    let model = try arguments.model.asked(for: data.set, compute)
    if choice.isEverything { return (data, model) }
    let rows = try data.set.checked(
      work.fact("images") {
        let predictions = try Work.predict(
          data.set, model, source: "predictions", console: work.console)
        return Array(choice.rows(of: predictions).prefix(arguments.limit ?? .max))
      })
    guard !rows.isEmpty else {
      throw DatasetError.unusable(
        reason: "\(arguments.images.data): none of the \(data.set.count) images is one of those "
          + "that were asked for")
    }
    return (data.selecting(rows), model)
  }

  private static func write(
    _ document: ErasureDocument, _ result: ErasureResult, _ data: ErasureData, figures: Set<Int>,
    _ arguments: Arguments<Options>
  ) throws -> [String] {
    let directory = arguments.out
    var files = ["erasure.csv", "summary.json", "sheet.png"].map { directory + "/" + $0 }
    try ErasureListing.writeTable(
      result, names: data.set.names, causes: data.causes, all: arguments.all, to: files[0])
    try JSON.write(document, to: files[1])
    let sheet = try ErasureListing.sheet(
      result, of: data.set, causes: data.causes, limit: arguments.sheetImages,
      onOriginals: arguments.onOriginals)
    try AtomicFile.write(sheet.png, to: files[2])
    for (index, figure) in try ErasureListing.figures(result, figures, of: data.set) {
      files.append(directory + "/figure-\(index).svg")
      try AtomicFile.write(figure.document, to: files[files.count - 1])
    }
    return files
  }

  private static func options(
    _ arguments: Arguments<Options>, _ data: ErasureData
  ) throws -> ErasureExperiment.Options {
    var options = ErasureExperiment.Options(
      selection: try arguments.boxes.selection(), box: .usual, fill: arguments.boxes.fill,
      sparing: data.sparing, method: try arguments.method.method(classNames: data.set.classNames),
      seed: arguments.common.seed, controlDraws: arguments.controlDraws)
    options.placement = try arguments.boxes.placement()
    options.objects = data.objects
    options.hasFixedControls = true
    return options
  }

  private static func warn(of result: ErasureResult, _ console: Console) {
    let count = result.summary.imagesWithoutMap
    guard count > 0 else { return }
    console.warning(
      "\(count) of \(result.rows.count) maps say nothing (all zero or not finite); nothing was "
        + "erased from those images",
      program: "misclass")
  }
}
