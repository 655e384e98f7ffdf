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
  static let command = Command(
    "erase", summary: "Erase what misled the model and let it classify again",
    discussion: """
      Boxes around the most salient pixels of an image are filled and the image is classified \
      again. All images are treated, the right ones too, so that mistakes made are counted beside \
      mistakes mended; and each is treated once more over the same area with random boxes, with boxes at the \
      least salient pixels and, where objects are known, with boxes on the object, as controls.

      Writes erasure.csv (per image: classes and scores before and after, erased pixels), \
      summary.json (totals of treatment and controls; by true and predicted class, by erased area, and \
      with planted data by planted cause) and sheet.png (the first misclassified images).
      """,
    examples: [
      "misclass erase --model run --data planted --top 0.05 --box 3x3 --out erased",
      "misclass erase --model run --data planted --spare data --never-touch --out spared",
    ],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split, CommonInputs.limit, CommonInputs.batch,
      MethodOptions.method,
      Option("control-draws", "N", help: "How often random boxes are drawn.", default: "1"),
      Option("all", help: "List the images in erasure.csv that were right before, too."),
      Option(
        "figures", "LIST", help: "Draw figure-INDEX.svg of these images, such as 0,5,9."),
      Option("out", "DIR", help: "Where the results go.", required: true),
      ExplanationInputs.sheetImages, .json,
    ] + BoxOptions.all + ErasureData.options + MethodOptions.settings,
    subcommands: [EraseSweepCommand.command, EraseMinimalCommand.command],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    try OutputDirectory.check(directory, force: arguments.isForced)
    let console = Console(arguments)
    let compute = try arguments.compute()
    let data = try ErasureData(arguments, compute)
    let options = try options(arguments, data)
    let sheetImages = try arguments.sheetImages()
    let scorer = try arguments.scorer(for: data.set, compute)
    let images = try ImagesToExplain(images: data.set.images, labels: data.set.labels)
    let experiment = try ErasureExperiment(
      classifier: scorer, images: images, options: options, workers: compute.workers)
    let figures = Set(
      try arguments.value(ifGiven: "figures", .indexList)?
        .indices(below: images.count, option: "figures") ?? [])
    let result = try run(
      experiment, images: images.count, keeping: sheetImages, figures: figures, console)
    let document = try ErasureDocument(
      settings: .init(
        model: try arguments.value("model", .string),
        data: try arguments.dataSource().description, split: try arguments.split().rawValue,
        options: options, spare: try arguments.value(ifGiven: "spare", .string),
        spareIsOracle: data.sparesByOracle),
      result: result, causes: data.causes, classNames: data.set.classNames)
    warn(of: result, console)

    try OutputDirectory.prepare(directory, force: arguments.isForced)
    try AtomicFile.write(
      ErasureListing.csv(result, causes: data.causes, all: arguments.flag("all")),
      to: directory + "/erasure.csv")
    try JSON.write(document, to: directory + "/summary.json")
    let sheet = ErasureListing.sheet(
      result, of: data.set, causes: data.causes, limit: sheetImages)
    try AtomicFile.write(sheet.png, to: directory + "/sheet.png")
    for (index, figure) in ErasureListing.figures(result, figures, of: data.set) {
      try AtomicFile.write(figure.document, to: directory + "/figure-\(index).svg")
    }
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(ErasureText(document), terminator: "")
    }
  }

  private static func options(
    _ arguments: Arguments, _ data: ErasureData
  ) throws -> ErasureExperiment.Options {
    var options = ErasureExperiment.Options(
      selection: try arguments.selection(), box: BoxShape(height: 3, width: 3),
      fill: try arguments.value("fill", .choice(), default: .zero), sparing: data.sparing,
      method: try arguments.method(classNames: data.set.classNames),
      seed: try arguments.seed(),
      controlDraws: try arguments.value("control-draws", .int(in: 0...1000), default: 1))
    options.placement = try arguments.placement()
    options.objects = data.objects
    options.hasFixedControls = true
    return options
  }

  private static func run(
    _ experiment: ErasureExperiment, images: Int, keeping limit: Int,
    figures: Set<Int>, _ console: Console
  ) throws -> ErasureResult {
    let meter = console.progress("erase", total: images, unit: "images")
    var kept = 0
    let result = try experiment.run(
      keepingWhere: { row in
        guard row.before != row.label, kept < limit else { return figures.contains(row.index) }
        kept += 1
        return true
      },
      progress: {
        try Interruption.check()
        meter.advance(to: $0)
      })
    meter.finish()
    return result
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
