import Explanations
import Pieces
import Studies
import Terminal
import Training

/// `misclass evaluate-explanations`: how good the maps are.
enum EvaluateExplanationsCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let methods = Option(
      several: "methods", "NAME", .choice(of: MethodName.self),
      help: "Methods: \(MethodName.listed).",
      default: [.gradient, .integratedGradients, .gradCAM, .random])
    let target = Option.target
    let objects = Option(
      "objects", "MASKS", .masks, help: "Where objects are, as for 'misclass erase --spare'.")
    let pixelsPerStep = Option(
      "per-step", "N", .int(in: 1...1_000_000), help: "Pixels taken away or put back at once.",
      default: 16
    ).advanced
    let parameters = MethodParameterOptions()
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "evaluate-explanations", summary: "Measure how good explanations are",
    discussion: """
      Per method, on mistakes and on right answers apart: how fast the chosen class loses its \
      probability when the most salient pixels are taken away (deletion, lower is better), how \
      fast a blurred image gains it when they are put back (insertion, higher is better), both \
      beside a random order; whether maps point at the object where its mask is known (pointing \
      game, mass, rank accuracy); whether a network with random weights has other maps (rank \
      correlation, near 0); and for integrated gradients how far the attributions are from their \
      sum.

      Writes evaluation.csv (per image) and summary.json.
      """,
    examples: [
      "misclass evaluate-explanations --model run --data planted --methods gradient grad-cam "
        + "--objects data --limit 500 --out evaluation"
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    try OutputDirectory.check(arguments.out, force: arguments.common.force)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = EvaluationStudy(
      arguments.images.request(), try arguments.model.request(),
      {
        try arguments.parameters.methods(
          arguments.methods, targets: [arguments.target], classNames: $0)
      }, into: arguments.out)
    study.force = arguments.common.force
    study.limit = arguments.limit
    study.objects = arguments.objects
    study.pixelsPerStep = arguments.pixelsPerStep
    study.seed = arguments.common.seed
    guard let (document, files) = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data)) --method METHOD --out erased")
  }
}
