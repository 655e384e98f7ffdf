import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
import Results
import Terminal
import Training

/// `misclass erase minimal`: the least that has to go for a mistake to turn.
enum EraseMinimalCommand {
  static let command = Command(
    "minimal", summary: "Find the smallest erasure that turns each mistake",
    discussion: """
      Boxes are added, the most salient first, until the image is classified right (or otherwise); \
      then each box that is not needed is given back. So the edit is small, though perhaps not the \
      smallest. The same is done with boxes in random order, as a control.

      Writes minimal.csv (one line per mistake), summary.json (the distribution of sizes), sizes.svg \
      and sheet.png.
      """,
    examples: ["misclass erase minimal --model run --data planted --fill blur --out minimal"],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split,
      Option("limit", "N", help: "Treat the first N mistakes only."),
      CommonInputs.batch, MethodOptions.method,
      Option("box", "HEIGHTxWIDTH", help: "Box around each pixel.", default: "3x3"),
      BoxOptions.fill,
      Option(
        "goal", "WHAT", help: "right (classified right) or other (classified otherwise).",
        default: MinimalErasure.Goal.right.rawValue),
      Option("most-boxes", "N", help: "Give up beyond so many boxes.", default: "200"),
      Option("out", "DIR", help: "Where the results go.", required: true),
      ExplanationInputs.sheetImages, .json,
    ] + MethodOptions.settings,
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    try OutputDirectory.check(directory, force: arguments.isForced)
    let sheetImages = try arguments.sheetImages()
    let console = Console(arguments)
    let compute = try arguments.compute()
    let set = try arguments.wholeSplit(compute)
    let method = try arguments.method(classNames: set.classNames)
    let scorer = try arguments.scorer(for: set, compute)
    let predictions = try Work.predict(set, scorer, source: "predictions", console: console)
    let limit = try arguments.value("limit", .int(in: 1...Int.max), default: Int.max)
    let mistakes = Array(predictions.misclassified.prefix(limit))
    let images = try ImagesToExplain(
      images: set.images.selecting(mistakes), labels: mistakes.map { set.labels[$0] },
      indices: mistakes)
    func erase(_ method: any ExplanationMethod, _ label: String, keeping: Set<Int>) throws -> (
      rows: [MinimalErasure.Row], kept: [KeptErasure]
    ) {
      let erasure = try MinimalErasure(
        classifier: scorer, images: images, method: method,
        placement: BoxPlacement(
          try arguments.value("box", .box, default: BoxShape(height: 3, width: 3))),
        fill: try arguments.value("fill", .choice(), default: .zero),
        goal: try arguments.value("goal", .choice(), default: .right),
        mostBoxes: try arguments.value("most-boxes", .int(in: 1...65_536), default: 200),
        seed: try arguments.seed(), workers: compute.workers)
      let meter = console.progress(label, total: images.count, unit: "mistakes")
      defer { meter.finish() }
      return try erasure.run(keeping: keeping) {
        try Interruption.check()
        meter.advance(to: $0)
      }
    }
    let found = try erase(method, "by saliency", keeping: Set(mistakes.prefix(sheetImages)))
    let control = try erase(
      RandomMaps(seed: try arguments.seed()), "at random", keeping: [])
    let document = MinimalDocument(
      method: method.name, rows: found.rows, control: control.rows,
      pixelsPerImage: set.images.height * set.images.width)
    try OutputDirectory.prepare(directory, force: arguments.isForced)
    try AtomicFile.write(
      MinimalDocument.csv(found.rows, control.rows), to: directory + "/minimal.csv")
    try JSON.write(document, to: directory + "/summary.json")
    try AtomicFile.write(document.figure.document, to: directory + "/sizes.svg")
    try AtomicFile.write(
      MinimalDocument.sheet(found, set).png, to: directory + "/sheet.png")
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(document, terminator: "")
    }
  }
}
