import Foundation
import Statistics
import Testing

@testable import Misclassification

/// Usual figures of predictions against scikit-learn's (Scripts/make-metrics-goldens.py).
struct MetricsTests {
  private struct Golden: Decodable {
    let precision, recall, f1: [Double?]
    let accuracy, balancedAccuracy, macroPrecision, macroRecall, macroF1, weightedF1: Double
    let kappa, matthews, top2: Double
    let expectedError, negativeLogLikelihood, brier, temperature, crossFittedError: Double
  }

  private static let tolerance = 1e-12
  private let golden: Golden
  private let joint: JointPredictions

  init() throws {
    let directory = Places.root.appending(path: "Fixtures/Misclassification/Metrics")
    golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: directory.appending(path: "golden.json")))
    joint = try .read(
      paths: [directory.appending(path: "predictions.csv").path(percentEncoded: false)])
  }

  private func agrees(_ own: Double?, _ other: Double?) -> Bool {
    switch (own, other) {
    case (nil, nil): true
    case (let own?, let other?): abs(own - other) <= Self.tolerance
    default: false
    }
  }

  @Test func classesAgree() throws {
    let classes = ClassMetrics.all(try joint.counts()[0], classNames: joint.classNames)
    #expect(classes.count == 5)
    for (label, metrics) in classes.enumerated() {
      #expect(agrees(metrics.precision, golden.precision[label]), "class \(label)")
      #expect(agrees(metrics.recall, golden.recall[label]), "class \(label)")
      #expect(agrees(metrics.f1, golden.f1[label]), "class \(label)")
    }
  }

  @Test func wholesAgree() throws {
    let overall = try #require(OverallMetrics(joint.counts()[0]))
    #expect(agrees(overall.accuracy, golden.accuracy))
    #expect(agrees(overall.balancedAccuracy, golden.balancedAccuracy))
    #expect(agrees(overall.macroPrecision, golden.macroPrecision))
    #expect(agrees(overall.macroRecall, golden.macroRecall))
    #expect(agrees(overall.macroF1, golden.macroF1))
    #expect(agrees(overall.weightedF1, golden.weightedF1))
    #expect(agrees(overall.kappa.value, golden.kappa))
    #expect(agrees(overall.matthews.value, golden.matthews))
  }

  @Test func scoresAgree() throws {
    let scores = try #require(joint.observers[0].scores)
    let top = TopAccuracy.all(scores, labels: joint.labels, places: [1, 2, 9])
    #expect(agrees(top[0].accuracy, golden.accuracy) && agrees(top[1].accuracy, golden.top2))
    #expect(top[2].accuracy == 1)
    let calibration = Calibration(
      probabilities: joint.labels.indices.map(scores.probabilities),
      predicted: joint.observers[0].predicted, labels: joint.labels)
    #expect(agrees(calibration.expectedError, golden.expectedError))
    #expect(agrees(calibration.negativeLogLikelihood, golden.negativeLogLikelihood))
    #expect(agrees(calibration.brier, golden.brier))
    #expect(calibration.bins.reduce(0) { $0 + $1.images } == joint.count)
    #expect(calibration.expectedErrorInterval[0] < golden.expectedError)
    #expect(calibration.expectedErrorInterval[1] > golden.expectedError)
  }

  @Test func temperatureIsTheLikeliest() throws {
    let scores = try #require(joint.observers[0].scores)
    let logits = joint.labels.indices.map(scores.logits)
    let fitted = try Temperature.fitted(
      logits, labels: joint.labels, rows: Array(joint.labels.indices))
    // SciPy stops where the likelihood no longer changes, which is less exact.
    #expect(abs(fitted - golden.temperature) < 1e-5 * golden.temperature)
  }

  /// What cannot be told is not made up.
  @Test func figuresWithoutAnAnswerAreNotDefined() throws {
    let one = try #require(
      OverallMetrics(ConfusionCounts(labels: [1, 1], predicted: [1, 1], classCount: 2)))
    #expect(one.kappa.value == nil && one.matthews.value == nil)
    #expect(one.accuracy == 1 && one.macroF1 == 1)
    #expect(OverallMetrics(try ConfusionCounts(labels: [], predicted: [], classCount: 2)) == nil)
    let logits = [[3.0, 0], [0, 2]]
    #expect(throws: NotDefined.self) {
      try Temperature.fitted(logits, labels: [0, 1], rows: [0, 1])
    }
    #expect(throws: NotDefined.self) {
      try Temperature.fitted(logits, labels: [1, 0], rows: [0, 1])
    }
  }
}
