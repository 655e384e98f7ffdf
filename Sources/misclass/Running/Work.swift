import Datasets
import Explanations
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
    let meter = console.progress("predict", total: set.count, unit: "images")
    let logits = try scorer.logits(of: set) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: place / scorer.classCount, score: logits[place])
    }
    let scores = Predictions.Scores(
      kind: .logits, classCount: scorer.classCount, values: logits.map { Double($0) })
    var predictions = Predictions(
      source: source, labels: set.labels, predicted: scores.largest, scores: scores)
    predictions.identifiers = set.names.map(Array.init)
    // Folders give classes names that no other table need know.
    predictions.classNames = set.names == nil ? nil : set.classNames
    return predictions
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
