import Explanations
import Pieces
import Results
import Studies
import Terminal

/// `misclass sis`: the few pixels that alone are enough for a prediction.
enum SisCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let resume = Option(
      flag: "resume", help: "Go on with a run into this directory that was stopped.")
    let search = SubsetOptions()
    let sheetImages = Option.sheetImages
    let requeue = Option.requeue
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "sis", summary: "Find the few pixels that alone are enough for a prediction",
    discussion: """
      Masks the pixels of an image one after the other, always those whose loss leaves the class's \
      probability highest, until none is left (backward selection). A sufficient input subset \
      (SIS) is what is left when the probability is at the threshold for the last time. If a \
      handful of pixels nobody could recognise is enough, the model overinterprets (Carter, Jain, \
      Mueller & Gifford 2021).

      Writes order.npy (when each pixel was masked, from 0; images x height x width), kept.npy (1 \
      for the last --keep of the pixels), subsets.npy (the number of the subset a pixel belongs \
      to, 0 for none), confidence.npy (the probability at the beginning and after each round), \
      sis.csv (a line per image), summary.json, sheet.png and confidence.svg. The kept pixels are \
      classified again, beside controls: with their neighbours, as many at random, on other \
      grounds, and the mask's shape alone.

      A run that was stopped goes on when the same command is given again with --resume.
      """,
    examples: [
      "misclass sis --model run --data planted --limit 100 --out sis",
      "misclass sis --model run --data planted --indices 7 --selection exact --subsets 5 --out "
        + "sis7",
    ],
    options: Options(), subcommands: [SisTrainCommand.command],
    run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let goesOn =
      gathered == nil
      && UnfinishedWork.goesOn(
        in: arguments.out, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(arguments.out, force: arguments.common.force) }
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = SubsetStudy(
      arguments.images.request(), try arguments.model.request(),
      { try arguments.search.search(classNames: $0) }, into: arguments.out)
    study.force = arguments.common.force
    study.resumes = goesOn
    study.keep = arguments.search.keep
    study.seed = arguments.common.seed
    study.sheetImages = arguments.sheetImages
    guard let document = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, SubsetText(document), wrote: [arguments.out],
      next: "misclass report --predictions FILE --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --sis "
        + "\(ShellWord.quoted(arguments.out)) --out report.html")
  }
}
