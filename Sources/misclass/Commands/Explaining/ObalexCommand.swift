import Compute
import Datasets
import Explanations
import Images
import Interchange
import Models
import Pieces
import Results
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
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let data = arguments.images.data
    let chosen = try ChosenImages(arguments.images, arguments.model, compute, console, work)
    let masks = try SplitMasks(
      arguments.masks, of: chosen.whole, data, for: arguments.model, compute.workers
    ).of(chosen.indices)
    let method = try arguments.method.method(classNames: chosen.whole.classNames)
    let images = try chosen.imagesToExplain()
    try work.check(WorkFingerprint(images, chosen.model, masks: masks))
    let rows = try work.rows(
      "obalex", of: images.count, .init(label: "obalex"),
      problem: { item, row in
        row.flatMap {
          images.problem(
            item, index: $0.index, label: $0.label, classes: [$0.predicted],
            of: chosen.model.classCount)
        }
      }
    ) { range, progress in
      try AlignmentMeasurement(
        classifier: chosen.model.classifier, images: images.piece(range), masks: masks.piece(range),
        method: method, workers: compute.workers
      ).rowsOfAll(progress: progress)
    }.rows.compactMap { $0 }
    if try work.endsShard(of: arguments.common) { return }
    let document = AlignmentDocument(
      model: arguments.model.text, data: try data.source().description,
      split: data.split.rawValue, masks: arguments.masks.text, method: method.name,
      images: images.count, classNames: chosen.whole.classNames, rows: rows,
      emptyScore: arguments.emptyMaps == "zero" ? 0 : nil, seed: arguments.common.seed)
    if let path = arguments.out {
      try AtomicFile.write(AlignmentDocument.csv(rows), to: path)
    }
    try arguments.finish(
      document, document.text,
      next: "misclass erase \(arguments.model.typed) --data \(ShellWord.quoted(data.data)) "
        + "--spare \(ShellWord.quoted(arguments.masks.text)) --never-touch --out spared")
  }
}
