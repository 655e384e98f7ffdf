import Compute
import Datasets
import Explanations
import Foundation
import Images
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Statistics
import Terminal
import Training

/// Work that several studies have in common: what a model answers for the images of a set.
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

  private static func predictions(
    _ set: ImageSet, _ logits: [Float], _ model: AskedModel, source: String
  ) throws -> Predictions {
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

extension Work {
  /// Writes a model's scores for every image of a set as they come, so that none are held.
  ///
  /// - Throws: as `predict`.
  static func writePredictions(
    of set: ImageSet, _ model: AskedModel, to path: String, console: Console
  ) throws -> Accuracy {
    let meter = console.progress("predict", total: set.count, unit: "images")
    var right: Int?
    try AtomicFile.write(to: path) { sink in
      right = try tabulate(
        0..<set.count, of: set, model, progress: { meter.advance(to: $0) },
        sink: { try sink.write($0) })
    }
    meter.finish()
    return Accuracy(images: set.count, right: right, in: model.scorer.compute.precision)
  }

  /// Hands over the table of a model's scores for some images of a set as they come.
  ///
  /// - Returns: how many images are classified right; nil where they have no labels.
  static func tabulate(
    _ images: Range<Int>, of whole: ImageSet, _ model: AskedModel, progress: (Int) -> Void,
    sink: ([UInt8]) throws -> Void
  ) throws -> Int? {
    let set = images == 0..<whole.count ? whole : whole.selecting(images)
    let classCount = max(model.classCount, (whole.labels.max() ?? -1) + 1)
    var rows = PredictionRows(
      areNamed: set.names != nil,
      classes: PredictionRows.texts(
        of: set.names == nil ? nil : set.classNames, atLeast: classCount),
      scores: (.logits, model.classCount))
    var right = 0
    try model.forEachLogits(of: set) { range, logits in
      try Interruption.check()
      let first = images.lowerBound + range.lowerBound
      try check(logits, of: first..<first + range.count, model)
      for (number, image) in range.enumerated() {
        let scores = logits[number * model.classCount..<(number + 1) * model.classCount]
        let predicted = scores.placeOfLargest
        let label = set.isLabelled ? set.labels[image] : nil
        if label == predicted { right += 1 }
        if let names = set.names {
          rows.begin(names[image], label: label, predicted: predicted)
        } else {
          rows.begin(first + number, label: label, predicted: predicted)
        }
        rows.end(scores: scores)
        try sink(rows.drain())
      }
      progress(range.upperBound)
    }
    try sink(rows.drain(all: true))
    return set.isLabelled ? right : nil
  }

  /// The images of a set that are chosen by what a model makes of them, by their places.
  static func chosen(
    _ choice: ImageChoice, of set: ImageSet, _ model: AskedModel, console: Console
  ) throws -> [Int] {
    let meter = console.progress("predict", total: set.count, unit: "images")
    var chosen: [Int] = []
    try model.forEachLogits(of: set) { range, logits in
      try Interruption.check()
      try check(logits, of: range, model)
      let scores = Predictions.Scores(
        kind: .logits, classCount: model.classCount, values: logits.map { Double($0) })
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

  private static func check(_ logits: [Float], of range: Range<Int>, _ model: AskedModel) throws {
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: range.lowerBound + place / model.classCount, score: logits[place])
    }
  }
}
