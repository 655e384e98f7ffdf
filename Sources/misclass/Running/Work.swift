import Datasets
import Explanations
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
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: place / model.classCount, score: logits[place])
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
    images = predictions.count
    right = predictions.count - predictions.misclassified.count
    accuracy = Double(right) / Double(max(predictions.count, 1))
  }

  var description: String { "\(right) of \(images) right (\(NumberText.percent(accuracy)))\n" }
}
