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

/// `misclass undesirable`: which pixels stand in a class's way.
enum UndesirableCommand {
  static let command = Command(
    "undesirable", summary: "Learn which pixels stand in the way of a class",
    discussion: """
      Learns, by Adam on a coarse mask, which pixels of an image to blur so that the target class wins \
      (Kang, Jung & Lee 2019), or with --objective deletion, so that it loses (Fong & Vedaldi 2017). For \
      images that are classified wrong, with --target true, it asks how often a mistake hangs on pixels \
      that could be taken away. Every mask is held against one with the same cells shuffled.

      Writes masks.npy (cells; 1 keeps), removed.npy (1 - M' per pixel, images x height x width), \
      undesirable.csv (a line per image), summary.json and sheet.png. What the papers leave open is an \
      option.

      A run that was stopped goes on when the same command is given again with --resume.
      """,
    examples: [
      "misclass undesirable --model run --data planted --misclassified --target true --masks data "
        + "--out undesirable",
      "misclass undesirable --model run --data planted --limit 100 --objective f-ntc --trials 5 "
        + "--out trials",
    ],
    options: CommonInputs.model + ChosenImages.options + MaskOptions.options + [
      .masks(),
      Option(
        "threshold", "T", help: "Above it a pixel counts as undesirable.", default: "0.6"),
      Option(
        "polarity", "WHAT", help: "What is held against it: removed (1 - M') or kept (M').",
        default: LearnedMask.Polarity.removed.rawValue),
      Option(
        "trials", "N", help: "Learn every mask N times from other beginnings and compare.",
        default: "1"),
      Option("out", "DIR", help: "Where the results go.", required: true),
      Option("resume", help: "Go on with a run into this directory that was stopped."),
      CommonInputs.batch, ExplanationInputs.sheetImages, .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    let resume = arguments.flag("resume")
    if !resume { try OutputDirectory.check(directory, force: arguments.isForced) }
    let sheetImages = try arguments.sheetImages()
    let trials = try arguments.value("trials", .int(in: 1...1000), default: 1)
    let threshold = try arguments.value("threshold", .double(in: 0...1), default: 0.6)
    let polarity: LearnedMask.Polarity = try arguments.value(
      "polarity", .choice(), default: .removed)
    let console = Console(arguments)
    let compute = try arguments.compute()
    let chosen = try ChosenImages(arguments, compute, console)
    let objects = try arguments.objectMasks(
      split: arguments.split(), of: chosen.whole, chosen: chosen.indices, compute)
    let images = try chosen.imagesToExplain()
    let options = try arguments.maskOptions(
      side: max(images.images.height, images.images.width))
    let target = try arguments.value(
      "target", .target(classNames: chosen.whole.classNames), default: ScoreTarget.predicted)
    let settings = try MaskDocument.Settings(
      model: arguments.modelText(), data: arguments.dataSource().description,
      split: arguments.split(), options: options, target: target, trials: trials,
      indices: chosen.indices)
    let searches = try (0..<trials).map { trial in
      var options = options
      options.seed = options.seed &+ UInt64(trial)
      return try LearnedMaskSearch(
        classifier: chosen.scorer, images: images, target: target, options: options,
        workers: compute.workers)
    }
    let results = try PiecewiseResults<[LearnedMask]>(
      in: directory, settings: settings, resume: resume, force: arguments.isForced,
      command: arguments.command)
    let masks = try learn(
      searches, results, images: images.count, iterations: options.iterations, console)
    let document = MaskDocument(
      settings: settings,
      summary: LearnedMaskSummary(
        of: masks[0], threshold: threshold, polarity: polarity, objects: objects,
        seed: options.seed),
      consistency: trials > 1 ? MaskConsistency(of: masks, seed: options.seed) : nil)
    try MaskListing(
      masks: masks[0], images: images, classNames: chosen.whole.classNames, options: options,
      threshold: threshold, polarity: polarity, normalization: chosen.scorer.normalization
    ).write(to: directory, document: document, sheetImages: sheetImages)
    try results.finish()
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(MaskText(document), terminator: "")
    }
  }

  /// The masks of each trial.
  private static func learn(
    _ searches: [LearnedMaskSearch], _ results: PiecewiseResults<[LearnedMask]>, images: Int,
    iterations: Int, _ console: Console
  ) throws -> [[LearnedMask]] {
    let meter = console.progress(
      "undesirable", total: searches.count * images * iterations, unit: "steps")
    var done = 0
    let masks = try searches.enumerated().map { trial, search in
      try search.pieces.enumerated().flatMap { number, range in
        let masks = try results.piece(trial * search.pieces.count + number) {
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
