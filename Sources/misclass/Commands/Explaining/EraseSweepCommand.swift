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

/// `misclass erase sweep`: many ways to erase, chosen on one half of the images, judged on the
/// other.
enum EraseSweepCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let resume = Option(flag: "resume", help: "Go on with what lies in the directory.")
    let methods = Option(
      several: "methods", "NAME", .choice(of: MethodName.self),
      help: "Methods: \(MethodName.listed).", default: [.gradient, .gradCAM])
    let targets = Option(
      several: "targets", "CLASS", .string, help: "Targets, each with every method.",
      default: ["predicted"])
    let tops = Option(
      several: "tops", "SHARE", .double(in: 0...1), help: "Shares of pixels.",
      default: [0.02, 0.05, 0.1])
    let boxes = Option(
      several: "boxes", "HEIGHTxWIDTH", .box, help: "Boxes.",
      default: [BoxShape(height: 1, width: 1), .usual])
    let fills = Option(
      several: "fills", "HOW", .choice(of: Fill.self), help: "Fills: \(Fill.listed).",
      default: [.zero, .mean, .blur, .neighbours])
    let leastSure = Option(
      several: "least-sure", "SHARE", .double(in: 0...1),
      help: "Shares of images to act on, the least sure.", default: [1, 0.25, 0.1])
    let controlDraws = Option(
      "control-draws", "N", .int(in: 0...100), help: "How often random boxes are drawn.",
      default: 1
    ).advanced
    let block = Option(
      "block", "N", .int(in: 1...1_000_000), help: "Images worked on between two savings.",
      default: 1000
    ).advanced
    let parameters = MethodParameterOptions()
    let requeue = Option.requeue
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "sweep", summary: "Try many ways to erase; choose on one half, report on the other",
    discussion: """
      Every method is combined with every share of pixels, box and fill. The erased image decides \
      alone, or averaged with the image as it is, or several shares together; and for all images \
      or only for those that the model is least sure of. Beside them stand random boxes over the \
      same area, and the mean of the image and its mirror image.

      The best is the one with the largest net change on one half of the images; what it does to \
      the other half is the result. Targets that look at the true class are kept apart, as \
      nothing could be corrected by them. Writes sweep.csv (every policy on both halves), \
      summary.json, pareto.svg, and in work/ what the model said: started again with --resume, a \
      sweep goes on from there.
      """,
    examples: [
      "misclass erase sweep --model run --data planted --out sweep",
      "misclass erase sweep --model run --data DIR --methods gradient grad-cam --tops 0.01 0.05 "
        + "--boxes 1x1 3x3 --fills blur mean --least-sure 1 0.1 --out sweep",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let directory = arguments.out
    let isForced = arguments.common.force
    let goesOn =
      gathered == nil
      && UnfinishedWork.goesOn(
        in: directory, SweepWork.layout, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(directory, force: isForced) }
    let console = Console(arguments.common)
    let pieces = try PieceWork.begin(arguments.shards, output: directory, gathered: gathered)
    guard let pieces else { return }
    let compute = try arguments.common.compute()
    let data = arguments.images
    let planted = try data.source().loadPlanted(data.split, workers: compute.workers)
    let set = try (planted?.set ?? data.wholeSplit(compute.workers, for: arguments.model)).limited(
      to: arguments.limit)
    let plan = try SweepPlan(arguments, classNames: set.classNames)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    let scorer = try arguments.model.scorer(for: set, compute)
    let sweep = try SweepRun(
      classifier: scorer, images: images, grid: plan.grid, workers: compute.workers)
    try pieces.check(WorkFingerprint(images, scorer))
    let work = SweepWork(plan: plan, images: images, scorer: scorer, console: console)
    let kept =
      pieces.isShard
      ? nil : try work.begin(in: directory, scorer, resumes: goesOn, force: isForced)
    defer { kept?.release() }
    guard let scores = try work.collect(sweep, kept, pieces) else {
      _ = try pieces.endsShard(of: arguments.common)
      return
    }
    let report = SweepReport(
      scores, leastSure: plan.leastSure, names: plan.names,
      groupOf: planted?.records.prefix(set.count).map(\.cause.rawValue))
    let document = SweepDocument(report, settings: plan.settings)
    let files = ["sweep.csv", "summary.json", "pareto.svg"].map { directory + "/" + $0 }
    try AtomicFile.write(SweepDocument.csv(report), to: files[0])
    try JSON.write(document, to: files[1])
    try AtomicFile.write(SweepDocument.figure(report).document, to: files[2])
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass report --predictions FILE --data \(ShellWord.quoted(data.data)) --sweep "
        + "\(ShellWord.quoted(directory)) --out report.html")
  }
}
