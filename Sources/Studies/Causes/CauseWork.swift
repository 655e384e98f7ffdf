import Compute
import Datasets
import Explanations
import Images
import Misclassification
import Models
import Pieces
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
    let groups: CauseGroups
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
  ///
  /// - Returns: nil for a shard: it measures some of the made mistakes and some of the real ones,
  ///   and nothing is told before all are measured.
  func run(_ work: PieceWork) throws -> Outcome? {
    let objects = try masks(mistakes)
    try work.check(
      WorkFingerprint(
        whole.images, labels: whole.labels, model: scorer.digest, masks: objects))
    let truths = try truths(work)
    let (learned, made) = try learn(work)
    let judge = try work.isShard ? nil : judge(learned, made)
    let set = whole.selecting(mistakes)
    let images = try ImagesToExplain(images: set.images, labels: set.labels, indices: mistakes)
    let features = try work.rows(
      "causes", of: images.count, size: 32, .init(label: "causes"),
      problem: {
        images.problem($0, index: $1.index, label: $1.label) ?? problem(of: $1)
      }
    ) { range, progress in
      try measurement.features(
        of: images.piece(range), masks: objects.piece(range), progress: progress)
    }.rows
    guard let judge else { return nil }
    let distances = features.map(judge.distance)
    let groups = CauseGroups(distances: distances)
    let told = ToldCause.told(
      features, distances: distances, groups: groups, files: set.names.map(Array.init),
      truths: truths,
      kinds: known.map { known in mistakes.map { known.records[$0].kind } })
    return Outcome(
      told: told, groups: groups, judge: judge, made: learned, madeCauses: made.causes)
  }

  private func truths(_ work: PieceWork) throws -> [KnownCause.Truth?] {
    guard let known else { return mistakes.map { _ in nil } }
    let truths = try work.fact("truths") {
      try Work.truths(
        of: mistakes, known, predicted: predictions.predicted, whole, scorer, console: console)
    }
    return try checked(truths, count: mistakes.count, "truths")
  }

  /// The mistakes that were made, without their pixels.
  private struct Made: Codable {
    var causes: [MadeCause]
    var bases: [Int]
  }

  /// Makes mistakes, and measures those of this shard.
  private func learn(_ work: PieceWork) throws -> ([CauseFeatures], Made) {
    var known: (MadeMistakes, ObjectMasks)?
    func mistakes() throws -> (MadeMistakes, ObjectMasks) {
      if let known { return known }
      let made = try makeMistakes()
      let masked = (made, try madeMasks(made))
      known = masked
      return masked
    }
    let made = try work.fact("made-mistakes") {
      let (made, _) = try mistakes()
      return Made(causes: made.causes, bases: made.bases)
    }
    _ = try checked(made.bases, count: made.causes.count, "bases of made mistakes")
    let features = try work.rows(
      "learn", of: made.causes.count, size: 32, .init(label: "learn"),
      problem: { (item: Int, row: CauseFeatures) in
        row.index == made.bases[item]
          ? problem(of: row)
          : "expected a mistake made from image \(made.bases[item]), found \(row.index)"
      }
    ) { range, progress in
      let (made, objects) = try mistakes()
      let images = try ImagesToExplain(
        images: made.images, labels: made.labels, indices: made.bases)
      return try measurement.features(
        of: images.piece(range), masks: objects.piece(range), progress: progress)
    }.rows
    return (features, made)
  }

  private func judge(_ features: [CauseFeatures], _ made: Made) throws -> CauseJudge {
    do {
      return try CauseJudge(features, causes: made.causes, bases: made.bases)
    } catch {
      throw DatasetError.unusable(
        reason: "mistakes of both kinds, interference and look-alikes, could not be made from "
          + "\(right.count) right answers: \(error)")
    }
  }

  /// What features cannot be, if a file says so.
  private func problem(of features: CauseFeatures) -> String? {
    guard features.parts.count == ImagePart.allCases.count else {
      return "expected \(ImagePart.allCases.count) parts, found \(features.parts.count)"
    }
    let strange = [features.label, features.predicted].first {
      !(0..<scorer.classCount).contains($0)
    }
    return strange.map { "expected a class of 0 to \(scorer.classCount - 1), found \($0)" }
  }

  private func checked<Element>(
    _ values: [Element], count: Int, _ what: String
  ) throws -> [Element] {
    guard values.count == count else {
      throw DatasetError.unusable(
        reason: "shards have \(values.count) \(what), expected \(count)")
    }
    return values
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
}
