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

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

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

  /// Reads `metrics.csv` back.
  ///
  /// - Throws: `TrainingError.unreadableMetrics` naming the line.
  package static func read(_ path: String) throws -> [EpochMetrics] {
    let text = String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let names = lines.first?.split(separator: ",").map(String.init) ?? []
    guard names.starts(with: header) else {
      throw TrainingError.unreadableMetrics(path: path, line: 1)
    }
    return try lines.dropFirst().enumerated().map { index, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == names.count, let epoch = Int(fields[0]), let steps = Int(fields[1]),
        let trainingLoss = Double(fields[2]), let trainingAccuracy = Double(fields[3]),
        let learningRate = Double(fields[8]), let rate = Double(fields[9]),
        let seconds = Double(fields[10])
      else { throw TrainingError.unreadableMetrics(path: path, line: index + 2) }
      return EpochMetrics(
        epoch: epoch, steps: steps, trainingLoss: trainingLoss,
        trainingAccuracy: trainingAccuracy, validationLoss: Double(fields[4]),
        validationAccuracy: Double(fields[5]), testLoss: Double(fields[6]),
        testAccuracy: Double(fields[7]), learningRate: learningRate, imagesPerSecond: rate,
        seconds: seconds,
        probed: zip(names, fields).dropFirst(header.count).map {
          Probed(name: $0, value: Double($1))
        })
    }
  }
}
