import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Statistics
import Terminal
import Training

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
    let directory = arguments.out
    let isForced = arguments.common.force || gathered == nil && PieceWork.isKept(of: directory)
    try OutputDirectory.check(directory, force: isForced)
    let console = Console(arguments.common)
    let work = try PieceWork.begin(
      arguments.shards, output: directory, gathered: gathered, keeps: true)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let masks = arguments.masks ?? NamedMasks(source: .segment, text: "segment")
    let (causes, cards) = try work.preparing {
      let causes = try Self.causes(arguments, masks, work, compute)
      let cards = MistakeCards(
        scorer: causes.scorer, whole: causes.whole, predictions: causes.predictions,
        source: try arguments.images.data.source())
      // A wrong file is told before the long work begins.
      if arguments.cards.cards != nil { _ = try cards.evidence(arguments.cards, console) }
      return (causes, cards)
    }
    let held = try work.take(directory, force: isForced)
    defer { held?.release() }
    guard let outcome = try work.tellingWhereItGoesOn({ try causes.run(work) }) else {
      _ = try work.endsShard(of: arguments.common)
      return
    }
    let document = CausesDocument(
      settings: .init(
        model: arguments.model.text, data: try arguments.images.data.source().description,
        split: arguments.images.data.split, masks: masks.text,
        masksAreEstimated: masks.source.isEstimate, options: causes.measurement.options,
        window: causes.measurement.window),
      told: outcome.told, made: .init(outcome.madeCauses, judge: outcome.judge))
    let listing = CausesListing(
      told: outcome.told, classNames: causes.whole.classNames, document: document)
    var files = ["causes.csv", "features.csv", "summary.json", "sheet.png"].map {
      directory + "/" + $0
    }
    try AtomicFile.write(listing.csv, to: files[0])
    try AtomicFile.write(
      CausesListing.features(made: outcome.made, outcome.madeCauses, told: outcome.told),
      to: files[1])
    try JSON.write(document, to: files[2])
    let shown = causes.whole.selecting(Array(causes.mistakes.prefix(arguments.sheetImages)))
    let maps = try ExplanationMaps(
      of: ImagesToExplain(images: shown.images, labels: shown.labels), by: causes.scorer,
      method: causes.measurement.differenceMap, workers: compute.workers)
    try AtomicFile.write(listing.sheet(shown.images.loaded(), maps: maps), to: files[3])
    let written = try cards.write(
      outcome.told.map { CardEvidence.Mistake($0, window: causes.measurement.window) },
      arguments.cards, model: arguments.model.text, into: directory)
    files += written?.files ?? []
    try work.endKept()
    try arguments.finish(
      document, CausesText(document).description + (written.map { "\n" + $0.document.text } ?? ""),
      wrote: files,
      next: "misclass saliency \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --wrong --target predicted-true "
        + "--out maps.npy --png maps.png")
  }

  private static func causes(
    _ arguments: Arguments<Options>, _ masks: NamedMasks, _ work: PieceWork, _ compute: Compute
  ) throws -> CauseWork {
    let chosen = arguments.images
    let whole = try chosen.data.wholeSplit(compute.workers, for: arguments.model)
    let splitMasks = try SplitMasks(
      masks, of: whole, chosen.data, for: arguments.model, compute.workers)
    let scorer = try arguments.model.scorer(for: whole, compute)
    let predictions = try Work.predict(whole, scorer, source: "predictions", work)
    let choice = try chosen.choice(classNames: whole.classNames)
    let listed = try chosen.indices?.indices(below: whole.count, option: "indices")
    var options = CauseOptions(seed: arguments.common.seed)
    (options.draws, options.bases) = (arguments.draws, arguments.bases)
    options.kinds = MadeCause.allCases.filter { !(arguments.without ?? []).contains($0) }
    return try CauseWork(
      whole, named: chosen.data.data, predictions, scorer,
      candidates: listed ?? choice.rows(of: predictions), limit: chosen.limit,
      masks: splitMasks.of, segments: masks.source == .segment,
      known: chosen.data.source(for: arguments.model).loadKnownCauses(
        chosen.data.split, workers: compute.workers),
      options: options, compute, work.console)
  }
}
