import Explanations
import Pieces
import Results
import Studies
import Terminal

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
    let goesOn =
      gathered == nil
      && UnfinishedWork.goesOn(
        in: arguments.out, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(arguments.out, force: arguments.common.force) }
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = LearnedMaskStudy(
      arguments.images.request(), try arguments.model.request(),
      { try arguments.mask.settings(side: $0) },
      target: { try ScoreTarget.named(arguments.mask.target, classNames: $0) },
      into: arguments.out)
    study.force = arguments.common.force
    study.resumes = goesOn
    study.objects = arguments.masks
    study.trials = arguments.trials
    study.threshold = arguments.threshold
    study.polarity = arguments.polarity
    study.sheetImages = arguments.sheetImages
    guard let document = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, MaskText(document), wrote: [arguments.out],
      next: "misclass report --predictions FILE --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) "
        + "--undesirable \(ShellWord.quoted(arguments.out)) --out report.html")
  }
}
