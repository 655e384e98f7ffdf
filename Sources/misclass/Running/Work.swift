import Datasets
import Explanations
import Interchange
import Misclassification
import Models
import Statistics
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

extension Work {
  /// Writes a model's scores for every image of a set as they come, so that none are held.
  ///
  /// - Throws: as `predict`.
  static func writePredictions(
    of set: ImageSet, _ scorer: Scorer, to path: String, console: Console
  ) throws -> Accuracy {
    let meter = console.progress("predict", total: set.count, unit: "images")
    let classCount = max(scorer.classCount, (set.labels.max() ?? -1) + 1)
    var rows = PredictionRows(
      areNamed: set.names != nil,
      classes: PredictionRows.texts(
        of: set.names == nil ? nil : set.classNames, atLeast: classCount),
      scores: (.logits, scorer.classCount))
    var right = 0
    try AtomicFile.write(to: path) { sink in
      try scorer.forEachLogits(of: set) { range, logits in
        try Interruption.check()
        try check(logits, of: range, scorer)
        for (number, image) in range.enumerated() {
          let scores = logits[number * scorer.classCount..<(number + 1) * scorer.classCount]
          let predicted = scores.placeOfLargest
          let label = set.isLabelled ? set.labels[image] : nil
          if label == predicted { right += 1 }
          if let names = set.names {
            rows.begin(names[image], label: label, predicted: predicted)
          } else {
            rows.begin(image, label: label, predicted: predicted)
          }
          rows.end(scores: scores)
          try sink.write(rows.drain())
        }
        meter.advance(to: range.upperBound)
      }
      try sink.write(rows.drain(all: true))
    }
    meter.finish()
    return Accuracy(images: set.count, right: set.isLabelled ? right : nil)
  }

  /// The images of a set that are chosen by what a model makes of them, by their places.
  static func chosen(
    _ choice: ImageChoice, of set: ImageSet, _ scorer: Scorer, console: Console
  ) throws -> [Int] {
    let meter = console.progress("predict", total: set.count, unit: "images")
    var chosen: [Int] = []
    try scorer.forEachLogits(of: set) { range, logits in
      try Interruption.check()
      try check(logits, of: range, scorer)
      let scores = Predictions.Scores(
        kind: .logits, classCount: scorer.classCount, values: logits.map { Double($0) })
      let predictions = Predictions(
        source: "predictions", labels: set.isLabelled ? Array(set.labels[range]) : nil,
        predicted: scores.largest,
        scores: scores)
      chosen += choice.rows(of: predictions).map { range.lowerBound + $0 }
      meter.advance(to: range.upperBound)
    }
    meter.finish()
    return chosen
  }

  private static func check(_ logits: [Float], of range: Range<Int>, _ scorer: Scorer) throws {
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: range.lowerBound + place / scorer.classCount, score: logits[place])
    }
  }
}

/// How many images of a set a model classified right.
struct Accuracy: Encodable, CustomStringConvertible {
  let images: Int
  /// Nil where the labels are not known.
  let right: Int?
  let accuracy: Double?

  init(images: Int, right: Int?) {
    self.images = images
    self.right = right
    accuracy = right.map { Double($0) / Double(max(images, 1)) }
  }

  init(_ predictions: Predictions) {
    self.init(
      images: predictions.count, right: predictions.count - predictions.misclassified.count)
  }

  var description: String {
    guard let right, let accuracy else {
      return "\(NumberText.counted(images, "image")) without labels\n"
    }
    return "\(right) of \(images) right (\(NumberText.percent(accuracy)))\n"
  }
}
