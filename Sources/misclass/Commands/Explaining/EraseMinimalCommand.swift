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

/// `misclass erase minimal`: the least that has to go for a mistake to turn.
enum EraseMinimalCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option(
      "limit", "N", .int(in: 1...Int.max), help: "Treat the first N mistakes only.")
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let method = MethodOptions()
    let box = Option("box", "HEIGHTxWIDTH", .box, help: "Box around each pixel.", default: .usual)
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
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let set = try arguments.images.wholeSplit(compute.workers, for: arguments.model)
    let method = try arguments.method.method(classNames: set.classNames)
    let model = try arguments.model.asked(for: set, compute)
    let mistakes = try set.checked(
      work.fact("mistakes") {
        let predictions = try Work.predict(set, model, source: "predictions", console: console)
        return Array(predictions.misclassified.prefix(arguments.limit ?? .max))
      })
    let images = try ImagesToExplain(
      images: set.images.selecting(mistakes), labels: mistakes.map { set.labels[$0] },
      indices: mistakes)
    try work.check(WorkFingerprint(images, model))
    func erase(
      _ stage: String, _ method: any ExplanationMethod, _ label: String, keeping: Set<Int>
    ) throws -> (rows: [MinimalErasure.Row], kept: [KeptErasure]) {
      let items = try work.rows(
        stage, of: images.count, size: 32, .init(label: label, unit: "mistakes"),
        problem: {
          images.problem(
            $0, index: $1.row.index, label: $1.row.label,
            classes: [$1.row.before, $1.row.after].compactMap { $0 }, of: model.classCount)
        }
      ) { range, progress in
        let erasure = try MinimalErasure(
          classifier: model.classifier, images: images.piece(range), method: method,
          placement: BoxPlacement(arguments.box), fill: arguments.fill, goal: arguments.goal,
          mostBoxes: arguments.mostBoxes, seed: arguments.common.seed, workers: compute.workers)
        return MinimalErasureItem.items(try erasure.run(keeping: keeping, progress: progress))
      }
      return (items.rows.map(\.row), items.rows.compactMap(\.kept))
    }
    let held = try work.take(arguments.out, force: arguments.common.force)
    defer { held?.release() }
    let found = try erase(
      "saliency", method, "by saliency", keeping: Set(mistakes.prefix(arguments.sheetImages)))
    let control = try erase(
      "random", RandomMaps(seed: arguments.common.seed), "at random", keeping: [])
    if try work.endsShard(of: arguments.common) { return }
    let document = MinimalDocument(
      method: method.name, rows: found.rows, control: control.rows,
      pixelsPerImage: set.images.height * set.images.width)
    let files = try write(
      document, csv: MinimalDocument.csv(found.rows, control.rows),
      sheet: try MinimalDocument.sheet(found, set), arguments)
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass erase sweep \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data)) --out sweep")
  }

  private static func write(
    _ document: MinimalDocument, csv: [UInt8], sheet: PixelCanvas,
    _ arguments: Arguments<Options>
  ) throws -> [String] {
    let files = ["minimal.csv", "summary.json", "sizes.svg", "sheet.png"].map {
      arguments.out + "/" + $0
    }
    try AtomicFile.write(csv, to: files[0])
    try JSON.write(document, to: files[1])
    try AtomicFile.write(document.figure.document, to: files[2])
    try AtomicFile.write(sheet.png, to: files[3])
    return files
  }
}
