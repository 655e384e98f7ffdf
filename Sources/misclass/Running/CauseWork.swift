import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Results
import Terminal

/// Some mistakes of a model, the right answers beside them, and what is known of both.
struct CauseWork {
  /// Where the objects of chosen images are.
  typealias Masks = (_ places: [Int]) throws -> ObjectMasks

  let whole: ImageSet
  let scorer: Scorer
  /// Places in the split.
  let mistakes: [Int]
  let measurement: CauseMeasurement
  private let right: ImagesToExplain
  private let masks: Masks
  /// Whether objects are estimated from each image, and so from made ones too.
  private let segments: Bool
  private let known: KnownCauses?
  /// Of the whole split.
  let predictions: Predictions
  private let console: Console

  /// Most right answers that are looked at as bases and as donors.
  private static let mostRight = 2000

  /// What was told, with what it was learned from.
  struct Outcome {
    let told: [ToldCause]
    let judge: CauseJudge
    let made: [CauseFeatures]
    let madeCauses: [MadeCause]
  }

  /// - Parameters:
  ///   - candidates: places in the split; of these the mistakes are told.
  ///   - known: of the whole split; nil where the data know nothing.
  /// - Throws: `DatasetError` where the model makes no mistake, or is right about one class only.
  init(
    _ whole: ImageSet, named data: String, _ predictions: Predictions, _ scorer: Scorer,
    candidates: [Int], limit: Int?, masks: @escaping Masks, segments: Bool, known: KnownCauses?,
    options: CauseOptions, _ compute: Compute, _ console: Console
  ) throws {
    let isWrong = whole.labels.indices.map { predictions.predicted[$0] != whole.labels[$0] }
    mistakes = Array(candidates.filter { isWrong[$0] }.prefix(limit ?? .max))
    let allRight = whole.labels.indices.filter { !isWrong[$0] }
    guard !mistakes.isEmpty else {
      throw DatasetError.unusable(
        reason: "\(data): the model makes no mistake in the \(candidates.count) chosen images, so "
          + "there is no cause to tell")
    }
    let classes = Set(allRight.map { whole.labels[$0] }).count
    guard classes > 1 else {
      throw DatasetError.unusable(
        reason: "\(data): expected images of at least two classes that the model classifies "
          + "right, to make mistakes of known cause from; found \(classes)")
    }
    if let known, known.records.map(\.label) != whole.labels {
      throw DatasetError.unusable(
        reason: "\(data): the causes of \(known.records.count) images stand beside the data, "
          + "expected those of its \(whole.count) with their labels")
    }
    // Spread over the whole split, whose images may be sorted by class.
    let step = (allRight.count + Self.mostRight - 1) / Self.mostRight
    let places = stride(from: 0, to: allRight.count, by: step).map { allRight[$0] }
    let set = whole.selecting(places)
    right = try ImagesToExplain(images: set.images, labels: set.labels, indices: places)
    measurement = try CauseMeasurement(
      classifier: scorer, donors: right, options: options, workers: compute.workers)
    (self.whole, self.scorer, self.known, self.masks) = (whole, scorer, known, masks)
    (self.segments, self.console, self.predictions) = (segments, console, predictions)
  }

  /// Makes mistakes of known cause, learns from them, and tells what made the real ones.
  func run() throws -> Outcome {
    let objects = try masks(mistakes)
    let truths =
      try known.map {
        try Work.truths(
          of: mistakes, $0, predicted: predictions.predicted, whole, scorer, console: console)
      } ?? mistakes.map { _ in nil }
    let made = try makeMistakes()
    let madeFeatures = try measure(
      "learn",
      ImagesToExplain(images: made.images, labels: made.labels, indices: made.bases),
      try madeMasks(made))
    let judge: CauseJudge
    do {
      judge = try CauseJudge(madeFeatures, causes: made.causes, bases: made.bases)
    } catch {
      throw DatasetError.unusable(
        reason: "mistakes of both kinds, interference and look-alikes, could not be made from "
          + "\(right.count) right answers: \(error)")
    }
    let set = whole.selecting(mistakes)
    let features = try measure(
      "causes", ImagesToExplain(images: set.images, labels: set.labels, indices: mistakes), objects)
    let told = ToldCause.told(
      features, by: judge, files: set.names.map(Array.init), truths: truths,
      kinds: known.map { known in mistakes.map { known.records[$0].kind } })
    return Outcome(told: told, judge: judge, made: madeFeatures, madeCauses: made.causes)
  }

  private func makeMistakes() throws -> MadeMistakes {
    let meter = console.progress(
      "make mistakes", total: min(right.count, measurement.options.bases), unit: "images")
    let made = try measurement.madeMistakes(from: right, masks: masks(right.indices)) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return made
  }

  /// Estimated from the images as they are, as those of real mistakes; or moved as the objects are.
  private func madeMasks(_ made: MadeMistakes) throws -> ObjectMasks {
    guard segments else { return made.masks }
    let plain = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
    return try ObjectMasks(
      segmenting: StoredImages(made.images), normalization: plain, workers: scorer.compute.workers)
  }

  private func measure(
    _ what: String, _ images: ImagesToExplain, _ masks: ObjectMasks
  ) throws -> [CauseFeatures] {
    let meter = console.progress(what, total: images.count, unit: "images")
    let features = try measurement.features(of: images, masks: masks) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return features
  }
}
