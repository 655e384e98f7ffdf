import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Terminal
import Training

/// A model's mistakes on a test set, from predictions to the report.
package struct Study {
  let directory: String
  let findings: StudyFindings
  let scorer: Scorer
  let compute: Compute
  let console: Console

  /// What may make errors on the test images; nil where the data do not know.
  let known: KnownCauses?
  /// Mistakes whose causes are told, at most; nil for all.
  var mostTold: Int? = 200
  /// Right answers that mistakes are made from.
  var bases = 100

  private var test: ImageSet { findings.test }

  /// What a study ends with.
  package struct Outcome {
    package let text: String
    package let files: [String]
    package let toldCauses: Bool
  }

  func run(_ options: ErasureExperiment.Options) throws -> Outcome {
    let predictions = try Work.predict(
      test, scorer, source: directory + "/predictions.csv", console: console)
    let counts = try ConfusionCounts(predictions, classCount: test.classNames.count)
    try writeConfusions(predictions, counts)
    let result = try erase(options)
    try writeErasure(options, result)
    let told = try tellCauses(predictions, seed: options.seed)
    try AtomicFile.write(
      findings.report(counts, options, result, causes: told).html, to: directory + "/report.html")
    let totals = result.summary.treatment
    return Outcome(
      text: """
        \(Accuracy(predictions).description.dropLast()); erasing what the maps point at mends \
        \(totals.fixed) of \(totals.errorsBefore) errors and breaks \(totals.newlyBroken) of \
        \(totals.rightBefore) right answers
        \(told.map { CausesText($0).summary } ?? "")\
        \(directory)/report.html

        """,
      files: Self.files.filter { told != nil || $0 != Self.causes }
        .map { directory + "/" + $0 }, toldCauses: told != nil)
  }

  /// The names of all files that a study may write.
  static let files = [
    causes, "report.html", "predictions.csv", "heatmap.csv", "heatmap.svg", "rates.csv",
    "erasure.csv", "summary.json", "sheet.png",
  ]
  private static let causes = "causes.csv"

  /// What made the first mistakes; nil where there are none, or no mistakes can be made to learn
  /// from.
  private func tellCauses(_ predictions: Predictions, seed: UInt64) throws -> CausesDocument? {
    var options = CauseOptions(seed: seed)
    options.bases = bases
    let plain = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
    do {
      let work = try CauseWork(
        test, named: findings.data, predictions, scorer, candidates: Array(0..<test.count),
        limit: mostTold,
        masks: { places in
          try ObjectMasks(
            segmenting: test.selecting(places).images, normalization: plain,
            workers: compute.workers)
        }, segments: true, known: known, options: options, compute, console)
      guard let outcome = try work.run(.whole(console)) else { return nil }
      let document = CausesDocument(
        settings: .init(
          model: findings.model, data: findings.data, split: .test, masks: "segment",
          masksAreEstimated: true, options: options, window: work.measurement.window),
        told: outcome.told, groups: outcome.groups,
        made: .init(outcome.madeCauses, judge: outcome.judge))
      let listing = CausesListing(
        told: outcome.told, classNames: test.classNames, document: document)
      try AtomicFile.write(listing.csv, to: directory + "/" + Self.causes)
      return document
    } catch let error as DatasetError {
      console.message("causes: \(error)")
      return nil
    }
  }

  private func writeConfusions(_ predictions: Predictions, _ counts: ConfusionCounts) throws {
    try predictions.write(to: directory + "/predictions.csv")
    let tables = NamedCounts(counts, classNames: test.classNames)
    try AtomicFile.write(
      tables.heatMapCSV, to: directory + "/heatmap.csv")
    try AtomicFile.write(
      tables.ratesCSV(), to: directory + "/rates.csv")
    let figure = HeatMapFigure.draw(
      counts, classNames: test.classNames, title: "Where errors go: \(findings.data)")
    try AtomicFile.write(figure.document, to: directory + "/heatmap.svg")
  }

  /// Writes the table of the images as they are treated.
  private func erase(_ options: ErasureExperiment.Options) throws -> ErasureResult {
    let images = try ImagesToExplain(images: test.images, labels: test.labels)
    let experiment = try ErasureExperiment(
      classifier: scorer, images: images, options: options, workers: compute.workers)
    let meter = console.progress("erase", total: images.count, unit: "images")
    var examples = StudyExamples()
    let result = try ErasureListing.count(
      test, causes: findings.causes, all: false, table: directory + "/erasure.csv"
    ) { take in
      try experiment.run(
        keepingWhere: { examples.wants($0) },
        progress: {
          try Interruption.check()
          meter.advance(to: $0)
        },
        take: take)
    }
    meter.finish()
    return result
  }

  private func writeErasure(
    _ options: ErasureExperiment.Options, _ result: ErasureResult
  ) throws {
    try JSON.write(findings.document(options, result), to: directory + "/summary.json")
    let sheet = try ErasureListing.sheet(result, of: test, causes: findings.causes)
    try AtomicFile.write(sheet.png, to: directory + "/sheet.png")
  }
}
