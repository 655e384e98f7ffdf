import Explanations
import Pieces
import Results
import Studies
import Terminal

/// `misclass causes`: what made each mistake.
enum CausesCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let masks = Option.masks
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let draws = Option(
      "draws", "N", .int(in: 1...100),
      help: "Other images whose pixels take the place of replaced ones.", default: 2
    ).advanced
    let bases = Option(
      "bases", "N", .int(in: 10...10_000),
      help: "Right answers that mistakes of known cause are made from.", default: 160
    ).advanced
    let without = Option(
      "without", "KIND,…", .list(of: .choice(of: MadeCause.self)),
      help: "Kinds of mistakes that are not made, to see whether a kind that was not learned is "
        + "told."
    ).advanced
    let sheetImages = Option.sheetImages
    let cards = MistakeCardOptions()
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "causes", summary: "Tell what made each mistake: interference, or a look-alike",
    discussion: """
      Measures each mistake: the margin (logit of the predicted class less that of the true one) \
      without each of many parts of the image and with each part alone, of all sizes and places, \
      and how the difference maps lie. Without --masks objects are estimated by colour.

      Then mistakes of known cause are made from the model's own right answers: by scenes, frames, \
      pieces, tints, textures and occluders out of other classes' images, and by objects that are \
      blended with another class's, turned and shrunk, or lose their details, until the answer \
      turns. A logistic regression that tells these apart gives the probability that interference \
      made a mistake, had both causes been as frequent. Between 0.35 and 0.65 the verdict is \
      undecided.

      Writes causes.csv (a line per mistake), features.csv (all that was measured, of the made \
      mistakes too), summary.json and sheet.png. Where the data know the causes ('misclass \
      synth'), the area under the ROC curve and the calibration error are told.
      """,
    examples: [
      "misclass causes --model run --data planted --out causes",
      "misclass causes --model run --data planted --masks data --pairs 'disc>ellipse' --out causes",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let isForced =
      arguments.common.force || gathered == nil && PieceWork.isKept(of: arguments.out)
    try OutputDirectory.check(arguments.out, force: isForced)
    let work = try PieceWork.begin(
      arguments.shards, output: arguments.out, gathered: gathered, keeps: true)
    guard let work else { return }
    var options = CauseOptions(seed: arguments.common.seed)
    (options.draws, options.bases) = (arguments.draws, arguments.bases)
    options.kinds = MadeCause.allCases.filter { !(arguments.without ?? []).contains($0) }
    var study = CauseStudy(
      arguments.images.request(), try arguments.model.request(), options: options,
      into: arguments.out)
    study.force = isForced
    study.masks = arguments.masks ?? study.masks
    study.cards = arguments.cards.request()
    study.sheetImages = arguments.sheetImages
    guard let told = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      told.document,
      CausesText(told.document).description + (told.cards.map { "\n" + $0.text } ?? ""),
      wrote: told.files,
      next: "misclass saliency \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --wrong --target predicted-true "
        + "--out maps.npy --png maps.png")
  }
}
