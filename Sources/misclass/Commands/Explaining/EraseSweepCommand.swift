import Explanations
import Pieces
import Studies
import Terminal

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
      otherwise: "1x1 and " + BoxShape.usualText)
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
    let goesOn =
      gathered == nil
      && SweepStudy.goesOn(
        in: arguments.out, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(arguments.out, force: arguments.common.force) }
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    guard let (document, files) = try study(arguments, resumes: goesOn).run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass report --predictions FILE --data \(ShellWord.quoted(arguments.images.data)) "
        + "--sweep \(ShellWord.quoted(arguments.out)) --out report.html")
  }

  private static func study(_ arguments: Arguments<Options>, resumes: Bool) throws -> SweepStudy {
    var study = SweepStudy(
      arguments.images.request(), try arguments.model.request(),
      {
        try arguments.parameters.methods(
          arguments.methods, targets: arguments.targets, option: "targets", classNames: $0)
      }, into: arguments.out)
    study.force = arguments.common.force
    study.resumes = resumes
    study.limit = arguments.limit
    study.shares = arguments.tops
    study.boxes = arguments.boxes
    study.fills = arguments.fills
    study.leastSure = arguments.leastSure
    study.controlDraws = arguments.controlDraws
    study.block = arguments.block
    study.seed = arguments.common.seed
    return study
  }
}
