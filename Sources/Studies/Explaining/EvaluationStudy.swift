import Compute
import Datasets
package import Explanations
import Interchange
import Models
package import Pieces
package import Results

/// How good the maps of several methods are.
package struct EvaluationStudy {
  private let data: DataRequest
  private let model: ModelRequest
  private let methods: (_ classNames: [String]) throws -> [any ExplanationMethod]
  private let directory: String
  package var force = false
  package var limit: Int?
  /// Where objects are, where that is known.
  package var objects: NamedMasks?
  /// Pixels taken away or put back at once.
  package var pixelsPerStep = 16
  package var seed: UInt64 = 0

  package init(
    _ data: DataRequest, _ model: ModelRequest,
    _ methods: @escaping (_ classNames: [String]) throws -> [any ExplanationMethod],
    into directory: String
  ) {
    self.data = data
    self.model = model
    self.methods = methods
    self.directory = directory
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> (document: EvaluationDocument, files: [String])? {
    let workers = model.compute.workers
    let whole = try data.wholeSplit(workers, for: model)
    let set = whole.limited(to: limit)
    let masks = try objects.map {
      try $0.source.masks(
        of: set, wholeCount: whole.count, split: data.split, data: data.source(for: model),
        workers: workers)
    }
    if let masks, let objects {
      try masks.check(
        places: set.labels.indices, source: objects.text, mustShow: true, work.console)
    }
    let methods = try self.methods(set.classNames)
    let scorer = try model.scorer(for: set)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    try work.check(WorkFingerprint(images, scorer, masks: masks))
    let curves = try RevealCurves(pixelsPerStep: pixelsPerStep)
    let randomized = work.gathered == nil ? scorer.withRandomWeights(seed: seed) : nil
    let held = try work.take(directory, force: force)
    defer { held?.release() }
    let found = try evaluate(methods, on: images, work, scorer.classCount) { range in
      ExplanationEvaluation(
        classifier: scorer, randomized: randomized, curves: curves, masks: masks?.piece(range),
        seed: seed, workers: workers)
    }
    if work.isShard { return nil }
    let document = EvaluationDocument(found)
    let files = ["evaluation.csv", "summary.json"].map { directory + "/" + $0 }
    try AtomicFile.write(EvaluationDocument.csv(found), to: files[0])
    try JSON.write(document, to: files[1])
    return (document, files)
  }

  private func evaluate(
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
