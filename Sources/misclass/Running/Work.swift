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
    return try predictions(set, logits, scorer, source: source)
  }

  /// The same without a meter, of some images of a set.
  static func predict(
    _ set: ImageSet, _ range: Range<Int>, _ scorer: Scorer, source: String,
    progress: (Int) throws -> Void
  ) throws -> Predictions {
    let piece = range == 0..<set.count ? set : set.selecting(range)
    let logits = try scorer.logits(of: piece, progress: progress)
    var predictions = try predictions(
      piece, logits, scorer, source: source, first: range.lowerBound)
    predictions.indices = Array(range)
    return predictions
  }

  private static func predictions(
    _ set: ImageSet, _ logits: [Float], _ scorer: Scorer, source: String, first: Int = 0
  ) throws -> Predictions {
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: first + place / scorer.classCount, score: logits[place])
    }
    let scores = Predictions.Scores(
      kind: .logits, classCount: scorer.classCount, values: logits.map { Double($0) })
    var predictions = Predictions(
      source: source, labels: set.labels, predicted: scores.largest, scores: scores)
    predictions.identifiers = set.names
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
