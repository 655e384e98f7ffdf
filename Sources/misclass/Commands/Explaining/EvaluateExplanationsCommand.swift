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
    let isForced = arguments.common.force
    try OutputDirectory.check(arguments.out, force: isForced)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let whole = try arguments.images.wholeSplit(compute.workers, for: arguments.model)
    let set = whole.limited(to: arguments.limit)
    let masks = try arguments.objects.map {
      try $0.source.masks(
        of: set, wholeCount: whole.count, split: arguments.images.split,
        data: arguments.images.source(for: arguments.model), workers: compute.workers)
    }
    if let masks, let named = arguments.objects {
      try masks.check(
        places: set.labels.indices, source: named.text, mustShow: true, Console(arguments.common))
    }
    let settings = try arguments.parameters.settings(
      target: .named(arguments.target, classNames: set.classNames))
    let methods = try arguments.methods.map { try $0.method(settings) }
    let scorer = try arguments.model.scorer(for: set, compute)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    try work.check(WorkFingerprint(images, scorer, masks: masks))
    let curves = try RevealCurves(pixelsPerStep: arguments.pixelsPerStep)
    let randomized = gathered == nil ? scorer.withRandomWeights(seed: arguments.common.seed) : nil
    let held = try work.take(arguments.out, force: isForced)
    defer { held?.release() }
    let found = try evaluate(methods, on: images, work, scorer.classCount) { range in
      ExplanationEvaluation(
        classifier: scorer, randomized: randomized, curves: curves, masks: masks?.piece(range),
        seed: arguments.common.seed, workers: compute.workers)
    }
    if try work.endsShard(of: arguments.common) { return }
    let document = EvaluationDocument(found)
    let files = ["evaluation.csv", "summary.json"].map { arguments.out + "/" + $0 }
    try AtomicFile.write(EvaluationDocument.csv(found), to: files[0])
    try JSON.write(document, to: files[1])
    try arguments.finish(
      document, document, wrote: files,
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data)) --method METHOD --out erased")
  }

  private static func evaluate(
    _ methods: [any ExplanationMethod], on images: ImagesToExplain, _ work: PieceWork,
    _ classCount: Int, by evaluation: (Range<Int>) -> ExplanationEvaluation
  ) throws -> [EvaluationDocument.Method] {
    let random = try work.rows(
      "random-order", of: images.count, size: 64, .init(label: "random order"),
      problem: { _, _ in nil }
    ) { range, progress in
      try evaluation(range).randomCurves(of: images.piece(range), progress: progress)
    }
    return try methods.enumerated().map { number, method in
      let rows = try work.rows(
        "method-\(number)", of: images.count, size: 64, .init(label: method.name),
        problem: {
          images.problem(
            $0, index: $1.index, label: $1.label, classes: [$1.predicted], of: classCount)
        }
      ) { range, progress in
        try evaluation(range).rows(
          of: images.piece(range), method: method, beside: random[range], progress: progress)
      }
      return EvaluationDocument.Method(name: method.name, rows: rows.rows)
    }
  }
}
