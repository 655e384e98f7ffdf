import Datasets
import Explanations
import Figures
import Interchange
import Misclassification
import NeuralNetwork
import Tensors
import Terminal
import Training

/// A model's mistakes on a test set, from predictions to the report.
struct Study {
  let directory: String
  let data: String
  let test: ImageSet
  /// The cause planted in each test image; nil where the data do not know.
  let causes: [String]?
  let scorer: Scorer
  /// Empty where the model was given.
  let metrics: [EpochMetrics]
  let settings: TrainingSettings?
  /// Where the model is.
  let model: String
  let compute: Compute
  let console: Console

  func run(_ options: ErasureExperiment.Options) throws {
    let predictions = try Work.predict(
      test, scorer, source: directory + "/predictions.csv", console: console)
    let counts = try ConfusionCounts(predictions, classCount: test.classNames.count)
    try writeConfusions(predictions, counts)
    let result = try erase(options)
    try writeErasure(options, result)
    try AtomicFile.write(
      report(counts, options, result).html, to: directory + "/report.html")
  }

  private func writeConfusions(_ predictions: Predictions, _ counts: ConfusionCounts) throws {
    try predictions.write(to: directory + "/predictions.csv")
    let tables = NamedCounts(counts, classNames: test.classNames)
    try AtomicFile.write(
      tables.heatMapCSV, to: directory + "/heatmap.csv")
    try AtomicFile.write(
      tables.ratesCSV(), to: directory + "/rates.csv")
    let figure = HeatMapFigure.draw(
      counts, classNames: test.classNames, title: "Where errors go: \(data)")
    try AtomicFile.write(figure.document, to: directory + "/heatmap.svg")
  }

  private func erase(_ options: ErasureExperiment.Options) throws -> ErasureResult {
    let images = try ImagesToExplain(images: test.images, labels: test.labels)
    let experiment = try ErasureExperiment(
      classifier: scorer, images: images, options: options, workers: compute.workers)
    let meter = console.progress("erase", total: images.count, unit: "images")
    var examples = StudyExamples()
    let result = try experiment.run(
      keepingWhere: { examples.wants($0) },
      progress: {
        try Interruption.check()
        meter.advance(to: $0)
      })
    meter.finish()
    return result
  }

  private func writeErasure(
    _ options: ErasureExperiment.Options, _ result: ErasureResult
  ) throws {
    let document = try ErasureDocument(
      settings: .init(
        model: model, data: data, split: Split.test.rawValue, options: options, spare: nil,
        spareIsOracle: false),
      result: result, causes: causes, classNames: test.classNames)
    try JSON.write(document, to: directory + "/summary.json")
    try AtomicFile.write(
      ErasureListing.csv(result, causes: causes, all: false), to: directory + "/erasure.csv")
    let sheet = ErasureListing.sheet(result, of: test, causes: causes)
    try AtomicFile.write(sheet.png, to: directory + "/sheet.png")
  }
}

/// Which images a report shows: some of every fate, so that it does not show successes alone.
struct StudyExamples {
  private var left: [ErasureFate: Int] = [.fixed: 6, .moved: 3, .stillWrong: 3, .broken: 4]

  mutating func wants(_ row: ErasureRow) -> Bool {
    guard let count = left[row.fate], count > 0 else { return false }
    left[row.fate] = count - 1
    return true
  }
}
