import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Models
import Results
import Terminal
import Training

/// `misclass erase`: takes away what a map points at, and asks the model again.
enum EraseCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
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
      as controls.

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
    let data = try ErasureData(
      arguments.images, for: arguments.model, limit: arguments.limit, arguments.sparing, compute)
    let options = try options(arguments, data)
    let scorer = try arguments.model.scorer(for: data.set, compute)
    let images = try ImagesToExplain(images: data.set.images, labels: data.set.labels)
    try work.check(
      WorkFingerprint(images, scorer, masks: options.sparing?.masks ?? options.objects))
    let figures = Set(
      try arguments.figures?.indices(below: images.count, option: "figures") ?? [])
    let held = try work.take(directory, force: arguments.common.force)
    defer { held?.release() }
    let items = try work.rows(
      "erase", of: images.count, .init(label: "erase"),
      problem: {
        images.problem(
          $0, index: $1.row.index, label: $1.row.label, classes: $1.row.allClasses,
          of: scorer.classCount)
      }
    ) { range, progress in
      let experiment = try ErasureExperiment(
        classifier: scorer, images: images.piece(range), options: options.piece(range, of: images),
        workers: compute.workers)
      return ErasureItem.items(
        try run(experiment, keeping: arguments.sheetImages, figures: figures, progress))
    }
    if try work.endsShard(of: arguments.common) { return }
    let result = result(
      items.rows, of: images.images, keeping: arguments.sheetImages, figures: figures)
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

  private static func write(
    _ document: ErasureDocument, _ result: ErasureResult, _ data: ErasureData, figures: Set<Int>,
    _ arguments: Arguments<Options>
  ) throws -> [String] {
    let directory = arguments.out
    var files = ["erasure.csv", "summary.json", "sheet.png"].map { directory + "/" + $0 }
    try AtomicFile.write(
      ErasureListing.csv(result, causes: data.causes, all: arguments.all), to: files[0])
    try JSON.write(document, to: files[1])
    let sheet = ErasureListing.sheet(
      result, of: data.set, causes: data.causes, limit: arguments.sheetImages)
    try AtomicFile.write(sheet.png, to: files[2])
    for (index, figure) in ErasureListing.figures(result, figures, of: data.set) {
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

  private static func run(
    _ experiment: ErasureExperiment, keeping limit: Int, figures: Set<Int>,
    _ progress: (Int) throws -> Void
  ) throws -> ErasureResult {
    var shown = ShownErasures(limit: limit, figures: figures)
    return try experiment.run(keepingWhere: { shown.take($0) }, progress: progress)
  }

  /// Of the pixels that pieces kept, those of the images that are shown of all.
  private static func result(
    _ items: [ErasureItem], of images: ByteImages, keeping limit: Int, figures: Set<Int>
  ) -> ErasureResult {
    var shown = ShownErasures(limit: limit, figures: figures)
    return ErasureResult(
      rows: items.map(\.row), pixelsPerImage: images.height * images.width,
      kept: items.compactMap { shown.take($0.row) ? $0.kept : nil })
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

/// Which images' pixels are needed: the first that are misclassified, and some by their numbers.
private struct ShownErasures {
  let limit: Int
  let figures: Set<Int>
  private var count = 0

  init(limit: Int, figures: Set<Int>) {
    self.limit = limit
    self.figures = figures
  }

  mutating func take(_ row: ErasureRow) -> Bool {
    guard row.predicted != row.label, count < limit else { return figures.contains(row.index) }
    count += 1
    return true
  }
}

extension ErasureExperiment.Options {
  /// The same for some of the images.
  fileprivate func piece(_ range: Range<Int>, of images: ImagesToExplain) -> Self {
    var options = self
    options.objects = objects?.piece(range)
    options.sparing = sparing.map {
      Sparing(masks: $0.masks.piece(range), rule: $0.rule, refills: $0.refills)
    }
    return options
  }
}
