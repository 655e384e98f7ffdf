import Datasets
import Explanations
import Foundation
import Images
import Interchange
import Misclassification
import Models
import Terminal
import Text
import Training

/// Pieces of work that several commands have in common.
enum Work {
  /// A model's scores for every image of a set.
  ///
  /// - Throws: `ExplanationError.scoreNotFinite`, as finite weights may still add up to infinity.
  static func predict(
    _ set: ImageSet, _ scorer: Scorer, source: String, console: Console
  ) throws -> Predictions {
    try predict(set, AskedModel(scorer), source: source, console: console)
  }

  /// The same of a model whose answers may be corrected.
  static func predict(
    _ set: ImageSet, _ model: AskedModel, source: String, console: Console
  ) throws -> Predictions {
    let meter = console.progress("predict", total: set.count, unit: "images")
    let logits = try model.logits(of: set) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return try predictions(set, logits, model, source: source)
  }

  /// The same for work in shards, which all find the same.
  static func predict(
    _ set: ImageSet, _ scorer: Scorer, source: String, _ work: PieceWork
  ) throws -> Predictions {
    struct Logits: Codable { var packed: Data }
    func predicted() throws -> Predictions {
      try predict(set, scorer, source: source, console: work.console)
    }
    if work.isWhole { return try predicted() }
    let fact = try work.fact("logits") {
      Logits(packed: (try predicted().scores?.values ?? []).map { Float($0) }.packed)
    }
    guard let logits = [Float](packed: fact.packed), logits.count == set.count * scorer.classCount
    else {
      throw InterchangeError(
        file: "logits", expected: "\(set.count) x \(scorer.classCount) numbers",
        found: "\(fact.packed.count) bytes")
    }
    return try predictions(set, logits, AskedModel(scorer), source: source)
  }

  /// The same without a meter, of some images of a set.
  static func predict(
    _ set: ImageSet, _ range: Range<Int>, _ model: AskedModel, source: String,
    progress: (Int) throws -> Void
  ) throws -> Predictions {
    let piece = range == 0..<set.count ? set : set.selecting(range)
    let logits = try model.logits(of: piece, progress: progress)
    var predictions = try predictions(
      piece, logits, model, source: source, first: range.lowerBound)
    predictions.indices = Array(range)
    return predictions
  }

  private static func predictions(
    _ set: ImageSet, _ logits: [Float], _ model: AskedModel, source: String, first: Int = 0
  ) throws -> Predictions {
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: first + place / model.classCount, score: logits[place])
    }
    let scores = Predictions.Scores(
      kind: .logits, classCount: model.classCount, values: logits.map { Double($0) })
    var predictions = Predictions(
      source: source, labels: set.labels, predicted: scores.largest, scores: scores)
    predictions.identifiers = set.names.map(Array.init)
    // Folders give classes names that no other table need know.
    predictions.classNames = set.names == nil ? nil : set.classNames
    return predictions
  }

  /// What made each of some mistakes, told by the model's answers for their twins.
  ///
  /// - Parameters:
  ///   - mistakes: places in the split.
  ///   - predicted: of the whole split.
  static func truths(
    of mistakes: [Int], _ causes: KnownCauses, predicted: [Int], _ whole: ImageSet,
    _ scorer: Scorer, console: Console
  ) throws -> [KnownCause.Truth?] {
    let twins = ImageSet(
      images: causes.twins.selecting(mistakes), labels: mistakes.map { whole.labels[$0] },
      classNames: whole.classNames)
    let answers = try predict(twins, scorer, source: "twins", console: console).predicted
    return zip(mistakes, answers).map { place, twin in
      causes.records[place].truth(predicted: predicted[place], twin: twin)
    }
  }
}

/// How many images of a set a model classified right.
struct Accuracy: Encodable, CustomStringConvertible {
  let images: Int
  let right: Int
  let accuracy: Double

  init(_ predictions: Predictions) {
    self.init(
      images: predictions.count, right: predictions.count - predictions.misclassified.count)
  }

  init(images: Int, right: Int) {
    self.images = images
    self.right = right
    accuracy = Double(right) / Double(max(images, 1))
  }

  var description: String { "\(right) of \(images) right (\(NumberText.percent(accuracy)))\n" }
}
