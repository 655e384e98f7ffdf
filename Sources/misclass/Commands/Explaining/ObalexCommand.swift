import Compute
import Datasets
import Explanations
import Images
import Interchange
import Models
import Results
import Terminal
import Training

/// `misclass obalex`: whether explanations lie on the object.
enum ObalexCommand {
  static let command = Command(
    "obalex", summary: "Measure how much of the explanations lies on the object",
    discussion: """
      ObAlEx is the part of a map that lies on the object, and AvgObAlEx its mean over the images that \
      are classified right (Nguyen, Kellner, Färber & Lanquillon 2020). A map that is the same everywhere \
      scores the object's share of the image, so the score is always shown beside that and as a multiple of \
      it: a network whose ratio is 1 looks at objects no more than at anything else.

      Masks come from a file, from the data ('data': planted sets, sets of .npy files), or are made by \
      'segment': what differs in colour from the border of the image. A made mask is a guess.
      """,
    examples: [
      "misclass obalex --model run --data planted --masks data",
      "misclass obalex --model run --data set --masks objects.npy --method grad-cam --out o.csv",
    ],
    options: CommonInputs.model + ChosenImages.options + [
      .masks(required: true), MethodOptions.method,
    ] + MethodOptions.settings + [
      Option(
        "empty-maps", "HOW",
        help:
          "What a map without anything above zero counts: skip (not), or zero, as the published "
          + "code has it.", default: "skip"),
      Option("out", "FILE", help: "A line per image (CSV)."), CommonInputs.batch, .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(["out"], besides: ["model"])
    let countsEmpty =
      try arguments.value("empty-maps", .word(["skip", "zero"]), default: "skip") == "zero"
    let console = Console(arguments)
    let compute = try arguments.compute()
    let chosen = try ChosenImages(arguments, compute, console)
    guard
      let masks = try arguments.objectMasks(
        split: arguments.split(), of: chosen.whole, chosen: chosen.indices, compute)
    else { throw UsageError("--masks is missing", command: arguments.command) }
    let method = try arguments.method(classNames: chosen.whole.classNames)
    let images = try chosen.imagesToExplain()
    let measurement = try AlignmentMeasurement(
      classifier: chosen.scorer, images: images, masks: masks, method: method,
      workers: compute.workers)
    let meter = console.progress("obalex", total: images.count, unit: "images")
    let rows = try measurement.run {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    let document = AlignmentDocument(
      model: try arguments.modelText(), data: try arguments.dataSource().description,
      split: try arguments.split().rawValue, masks: try arguments.value("masks", .string),
      method: method.name, images: images.count, classNames: chosen.whole.classNames, rows: rows,
      emptyScore: countsEmpty ? 0 : nil, seed: try arguments.seed())
    if let path = outputs["out"] {
      try AtomicFile.write(AlignmentDocument.csv(rows), to: path)
    }
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(document.text, terminator: "")
    }
  }
}
