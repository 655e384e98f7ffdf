import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Models
import Pieces
import Results
import Terminal
import Training

/// `misclass undesirable`: which pixels stand in a class's way.
enum UndesirableCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let resume = Option(
      flag: "resume", help: "Go on with a run into this directory that was stopped.")
    let mask = MaskOptions()
    let masks = Option.masks
    let trials = Option(
      "trials", "N", .int(in: 1...1000),
      help: "Learn every mask N times from different starting points and compare.", default: 1)
    let threshold = Option(
      "threshold", "T", .double(in: 0...1), help: "Above it a pixel counts as undesirable.",
      default: 0.6
    ).advanced
    let polarity = Option(
      "polarity", "WHAT", .choice(of: LearnedMask.Polarity.self),
      help: "Which value is compared with it: removed (1 - M') or kept (M').", default: .removed
    ).advanced
    let sheetImages = Option.sheetImages
    let requeue = Option.requeue
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "undesirable", summary: "Learn which pixels keep a class from being predicted",
    discussion: """
      Learns, by Adam on a coarse mask, which pixels of an image to blur so that the target class \
      wins (Kang, Jung & Lee 2019), or with --objective deletion, so that it loses (Fong & \
      Vedaldi 2017). For images that are classified wrong, with --target true, it asks how often \
      a mistake depends on pixels that could be removed. Every mask is compared with one with the \
      same cells shuffled.

      Writes masks.npy (cells; 1 keeps), removed.npy (1 - M' per pixel, images x height x width), \
      undesirable.csv (a line per image), summary.json and sheet.png. What the papers leave open \
      is an option.

      A run that was stopped goes on when the same command is given again with --resume.
      """,
    examples: [
      "misclass undesirable --model run --data planted --wrong --target true --masks data "
        + "--out undesirable",
      "misclass undesirable --model run --data planted --limit 100 --objective f-ntc --trials 5 "
        + "--out trials",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let directory = arguments.out
    let isForced = arguments.common.force
    let goesOn =
      gathered == nil
      && UnfinishedWork.goesOn(
        in: directory, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(directory, force: isForced) }
    let trials = arguments.trials
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: directory, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let chosen = try ChosenImages(arguments.images, arguments.model, compute, console, work)
    let data = arguments.images.data
    let objects = try arguments.masks.map {
      try SplitMasks($0, of: chosen.whole, data, for: arguments.model, compute.workers)
        .of(chosen.indices)
    }
    let images = try chosen.imagesToExplain()
    let options = try arguments.mask.settings(
      side: max(images.images.height, images.images.width))
    let target = try ScoreTarget.named(
      arguments.mask.target, classNames: chosen.whole.classNames)
    let settings = MaskDocument.Settings(
      model: arguments.model.text, data: try data.source().description, split: data.split,
      options: options, target: target, trials: trials, indices: chosen.indices)
    func search(_ trial: Int, _ range: Range<Int>) throws -> LearnedMaskSearch {
      var options = options
      options.seed = options.seed &+ UInt64(trial)
      return try LearnedMaskSearch(
        classifier: chosen.model.classifier, images: images.piece(range), target: target,
        options: options, workers: compute.workers)
    }
    let checks = PieceChecks(images: images, classCount: chosen.model.classCount)
    let fingerprint = try WorkFingerprint(images, chosen.model)
    try work.check(fingerprint)
    let results =
      try work.isWhole
      ? PiecewiseResults<[LearnedMask]>(
        in: directory, settings: settings, fingerprint: fingerprint, resume: goesOn,
        force: isForced, console: console) : nil
    let held = results == nil ? try work.take(directory, force: isForced) : nil
    defer { held?.release() }
    let masks =
      if let results {
        try learn(
          (0..<trials).map { try search($0, 0..<images.count) }, results, checks, options, console)
      } else {
        try (0..<trials).map { trial in
          try work.rows(
            "trial-\(trial)", of: images.count, size: 16, .init(label: "undesirable"),
            problem: {
              checks.problem(of: [$1], in: $0..<$0 + 1, cells: options.rows * options.columns)
            }
          ) { range, progress in
            let search = try search(trial, range)
            return try search.pieces.flatMap { piece in
              defer { try? progress(piece.upperBound) }
              return try search.masks(in: piece) { _ in try Interruption.check() }
            }
          }.rows
        }
      }
    if try work.endsShard(of: arguments.common) { return }
    let document = MaskDocument(
      settings: settings,
      summary: LearnedMaskSummary(
        of: masks[0], threshold: arguments.threshold, polarity: arguments.polarity,
        objects: objects, seed: options.seed),
      consistency: trials > 1 ? MaskConsistency(of: masks, seed: options.seed) : nil)
    try MaskListing(
      masks: masks[0], images: images, names: chosen.names,
      classNames: chosen.whole.classNames, options: options, threshold: arguments.threshold,
      polarity: arguments.polarity, normalization: chosen.model.normalization
    ).write(to: directory, document: document, sheetImages: arguments.sheetImages)
    try results?.finish()
    try arguments.finish(
      document, MaskText(document), wrote: [directory],
      next: "misclass report --predictions FILE --data \(ShellWord.quoted(data.data)) "
        + "--undesirable \(ShellWord.quoted(directory)) --out report.html")
  }

  /// The masks of each trial.
  private static func learn(
    _ searches: [LearnedMaskSearch], _ results: PiecewiseResults<[LearnedMask]>,
    _ checks: PieceChecks, _ options: LearnedMaskOptions, _ console: Console
  ) throws -> [[LearnedMask]] {
    let (images, iterations) = (checks.images.count, options.iterations)
    let cells = options.rows * options.columns
    let meter = console.progress(
      "undesirable", total: searches.count * images * iterations, unit: "steps")
    var done = 0
    let masks = try searches.enumerated().map { trial, search in
      try search.pieces.enumerated().flatMap { number, range in
        let masks = try results.piece(
          trial * search.pieces.count + number,
          problem: { checks.problem(of: $0, in: range, cells: cells) }
        ) {
          try search.masks(in: range) { iteration in
            try Interruption.check()
            meter.advance(to: done + iteration * range.count)
          }
        }
        done += range.count * iterations
        meter.advance(to: done)
        return masks
      }
    }
    meter.finish()
    return masks
  }
}
