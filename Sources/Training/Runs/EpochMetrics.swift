import Interchange

/// One line of `metrics.csv`.
package struct EpochMetrics: Sendable, Equatable {
  /// Number of the epoch, from 1.
  package var epoch: Int
  /// Optimiser steps since the beginning of the run.
  package var steps: Int
  package var trainingLoss: Double
  /// Share right while training, on augmented images and changing weights.
  package var trainingAccuracy: Double
  package var validationLoss: Double?
  package var validationAccuracy: Double?
  package var testLoss: Double?
  package var testAccuracy: Double?
  /// Learning rate of the epoch's last step.
  package var learningRate: Double
  package var imagesPerSecond: Double
  package var seconds: Double
  /// What probes measured, in their order.
  package var probed: [Probed] = []

  /// A column of its own in `metrics.csv`.
  package struct Probed: Sendable, Equatable {
    package var name: String
    package var value: Double?

    package init(name: String, value: Double?) {
      self.name = name
      self.value = value
    }
  }

  static let header = [
    "epoch", "steps", "training_loss", "training_accuracy", "validation_loss",
    "validation_accuracy", "test_loss", "test_accuracy", "learning_rate", "images_per_second",
    "seconds",
  ]

  var fields: [String] {
    [
      "\(epoch)", "\(steps)", "\(trainingLoss)", "\(trainingAccuracy)",
      Self.text(validationLoss), Self.text(validationAccuracy), Self.text(testLoss),
      Self.text(testAccuracy), "\(learningRate)", "\(imagesPerSecond)", "\(seconds)",
    ] + probed.map { Self.text($0.value) }
  }

  private static func text(_ value: Double?) -> String {
    value.map { $0.isFinite ? "\($0)" : "" } ?? ""
  }

  /// Whether it classified more validation images rightly; of equal epochs the earlier stays.
  func isBetter(than other: EpochMetrics?) -> Bool {
    guard let other else { return true }
    return (validationAccuracy ?? 0) > (other.validationAccuracy ?? 0)
  }

  /// The metrics of a run so far, as CSV.
  static func csv(_ rows: [EpochMetrics]) -> String {
    let names = rows.last?.probed.map(\.name) ?? []
    return ([header + names] + rows.map(\.fields)).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
