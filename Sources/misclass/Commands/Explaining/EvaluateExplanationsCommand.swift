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
  static let command = Command(
    "evaluate-explanations", summary: "Measure how good explanations are",
    discussion: """
      Per method, on mistakes and on right answers apart: how fast the chosen class loses its \
      probability when the most salient pixels are taken away (deletion, lower is better), how fast a \
      blurred image gains it when they are put back (insertion, higher is better), both beside a random \
      order; whether maps point at the object where its mask is known (pointing game, mass, rank \
      accuracy); whether a network with random weights has other maps (rank correlation, near 0); and \
      for integrated gradients how far the attributions are from their sum.

      Writes evaluation.csv (per image) and summary.json.
      """,
    examples: [
      "misclass evaluate-explanations --model run --data planted --methods gradient grad-cam "
        + "--objects data --limit 500 --out evaluation"
    ],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split, CommonInputs.limit, CommonInputs.batch,
      Option(
        "methods", "NAME", help: "Methods: " + MethodOptions.names(MethodName.self) + ".",
        default: "gradient integrated-gradients grad-cam random", repeatable: true),
      Option(
        "per-step", "N", help: "Pixels taken away or put back at once.", default: "16"),
      Option("objects", "MASKS", help: "Where objects are, as for 'misclass erase --spare'."),
      Option("out", "DIR", help: "Where the results go.", required: true), .json,
    ] + MethodOptions.settings,
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    try OutputDirectory.check(directory, force: arguments.isForced)
    let console = Console(arguments)
    let compute = try arguments.compute()
    let whole = try arguments.wholeSplit(compute)
    let set = try arguments.limited(whole)
    let masks = try arguments.value(ifGiven: "objects", .string).map {
      try MaskSource(parsing: $0, command: arguments.command).masks(
        of: set, wholeCount: whole.count, split: arguments.split(), data: arguments.dataSource(),
        workers: compute.workers)
    }
    let settings = try arguments.methodSettings(
      target: arguments.value("target", .target(classNames: set.classNames), default: .predicted))
    let methods = try arguments.values(
      "methods", .choice(), default: [MethodName.gradient, .integratedGradients, .gradCAM, .random]
    ).map { try $0.method(settings) }
    let scorer = try arguments.scorer(for: set, compute)
    let evaluation = ExplanationEvaluation(
      classifier: scorer, randomized: scorer.withRandomWeights(seed: try arguments.seed()),
      curves: try RevealCurves(
        pixelsPerStep: arguments.value("per-step", .int(in: 1...1_000_000), default: 16)),
      masks: masks, seed: try arguments.seed(), workers: compute.workers)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
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
    let found = try methods.map { method in
      EvaluationDocument.Method(
        name: method.name,
        rows: try metered(method.name) {
          try evaluation.rows(of: images, method: method, beside: random, progress: $0)
        })
    }
    let document = EvaluationDocument(found)
    try OutputDirectory.prepare(directory, force: arguments.isForced)
    try AtomicFile.write(EvaluationDocument.csv(found), to: directory + "/evaluation.csv")
    try JSON.write(document, to: directory + "/summary.json")
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(document, terminator: "")
    }
  }
}
