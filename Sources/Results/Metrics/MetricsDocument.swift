import Foundation
import Interchange
package import Misclassification
import Statistics

/// The usual figures of a classifier's predictions.
package struct MetricsDocument: Sendable, Encodable {
  /// How a temperature would mend the probabilities.
  package struct Scaled: Sendable, Encodable {
    /// Fitted to all images; the one to use on others.
    package let temperature: Stated<Double>
    /// Of each half of the images, at the temperature fitted to the other half; nil where one of
    /// them has none.
    package let calibration: Calibration?
  }

  package let model: String
  package let overall: OverallMetrics
  package let classes: [ClassMetrics]
  /// Nil without scores.
  package let top: [TopAccuracy]?
  package let calibration: Calibration?
  package let scaled: Scaled?

  /// Nil without images.
  ///
  /// - Parameters:
  ///   - places: the k of top-k accuracies.
  ///   - seed: of the resampling of the calibration error.
  package init?(
    _ models: CountedModels, model place: Int, places: [Int], seed: UInt64
  ) {
    let counts = models.counts[place]
    guard let overall = OverallMetrics(counts) else { return nil }
    model = models.models[place].name
    self.overall = overall
    classes = ClassMetrics.all(counts, classNames: models.classNames)
    guard let joint = models.joint, let scores = joint.observers[place].scores else {
      (top, calibration, scaled) = (nil, nil, nil)
      return
    }
    let (labels, predicted) = (joint.labels, joint.observers[place].predicted)
    top = TopAccuracy.all(scores, labels: labels, places: places)
    let logits = labels.indices.map { scores.logits(of: $0) }
    calibration = Calibration(
      probabilities: labels.indices.map { scores.probabilities(of: $0) },
      predicted: predicted, labels: labels, seed: seed)
    scaled = Self.scaled(logits, predicted: predicted, labels: labels, seed: seed)
  }

  private static func scaled(
    _ logits: [[Double]], predicted: [Int], labels: [Int], seed: UInt64
  ) -> Scaled {
    let all = Array(labels.indices)
    let halves = [0, 1].map { half in all.filter { $0 % 2 == half } }
    let temperatures = halves.map { rows in
      rows.isEmpty ? nil : try? Temperature.fitted(logits, labels: labels, rows: rows)
    }
    var calibration: Calibration?
    if let first = temperatures[0], let second = temperatures[1] {
      calibration = Calibration(
        probabilities: all.map {
          Temperature.probabilities(logits[$0], at: $0 % 2 == 0 ? second : first)
        }, predicted: predicted, labels: labels, seed: seed)
    }
    return Scaled(
      temperature: Stated(
        Outcome { () throws(NotDefined) in
          try Temperature.fitted(logits, labels: labels, rows: all)
        }),
      calibration: calibration)
  }
}

extension MetricsDocument {
  /// Precision, recall and F1 of each class; with the model's name where there are several.
  package static func csv(_ documents: [MetricsDocument]) -> [UInt8] {
    var writer = CSVWriter()
    let isOne = documents.count == 1
    writer.record(
      (isOne ? [] : ["model"]) + ["class", "images", "taken_for", "precision", "recall", "f1"])
    for document in documents {
      for metrics in document.classes {
        if !isOne { writer.field(document.model) }
        writer.field(metrics.name)
        writer.field(metrics.images)
        writer.field(metrics.takenFor)
        for value in [metrics.precision, metrics.recall, metrics.f1] { writer.field(value) }
        writer.endRecord()
      }
    }
    return writer.bytes
  }
}
