import Compute
import Datasets
import Explanations
import Images
import Interchange
import Models
import Results
import Terminal
import Training

/// `misclass evaluate-explanations`: how good the maps are.
enum EvaluateExplanationsCommand {
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
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let isForced = arguments.common.force
    try OutputDirectory.check(arguments.out, force: isForced)
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
    let evaluation = ExplanationEvaluation(
      classifier: scorer, randomized: scorer.withRandomWeights(seed: arguments.common.seed),
      curves: try RevealCurves(pixelsPerStep: arguments.pixelsPerStep), masks: masks,
      seed: arguments.common.seed, workers: compute.workers)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    let held = try ResultDirectory.take(arguments.out, force: isForced)
    defer { held.release() }
    let found = try evaluate(methods, on: images, evaluation, Console(arguments.common))
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
    _ methods: [any ExplanationMethod], on images: ImagesToExplain,
    _ evaluation: ExplanationEvaluation, _ console: Console
  ) throws -> [EvaluationDocument.Method] {
    func metered<Found>(
      _ label: String, _ find: ((Int) throws -> Void) throws -> Found
    ) throws -> Found {
      let meter = console.progress(label, total: images.count, unit: "images")
      defer { meter.finish() }
      return try find {
        try Interruption.check()
        meter.advance(to: $0)
      }
    }
    let random = try metered("random order") {
      try evaluation.randomCurves(of: images, progress: $0)
    }
    return try methods.map { method in
      EvaluationDocument.Method(
        name: method.name,
        rows: try metered(method.name) {
          try evaluation.rows(of: images, method: method, beside: random, progress: $0)
        })
    }
  }
}
