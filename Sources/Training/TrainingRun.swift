package import Datasets
import Foundation
import NeuralNetwork
import Tensors

/// A training run in its directory: epochs, evaluation, metrics, checkpoints.
package final class TrainingRun {
  package let trainer: Trainer
  package let directory: RunDirectory
  package private(set) var metrics: [EpochMetrics] = []

  private let test: ImageSet?
  package let scorer: Scorer
  /// Seconds between checkpoints within an epoch.
  private let checkpointInterval: Double

  package init(
    _ trainer: Trainer, directory: RunDirectory, test: ImageSet?, scorer: Scorer,
    checkpointInterval: Double = 120
  ) {
    self.trainer = trainer
    self.directory = directory
    self.test = test
    self.scorer = scorer
    self.checkpointInterval = checkpointInterval
  }

  /// Goes on from the directory's checkpoint and metrics.
  package func resume() throws {
    try directory.readCheckpoint(into: trainer)
    let done = trainer.progress.steps / trainer.stepsPerEpoch
    if done > 0 || FileManager.default.fileExists(atPath: directory.metrics) {
      metrics = try EpochMetrics.read(directory.metrics).filter { $0.epoch <= done }
    }
    // Stopped after an epoch's last step and before its line was written: finish that epoch.
    if trainer.progress.steps % trainer.stepsPerEpoch == 0, done > metrics.count {
      try finishEpoch()
    }
  }

  /// What is told while the run goes on.
  package enum Event: Sendable {
    case step(Int)
    case epoch(EpochMetrics)
  }

  /// Trains to the end, or until `shouldStop` says so; then everything needed to go on is written.
  ///
  /// - Returns: whether the run is finished.
  /// - Throws: `TrainingError.lossNotFinite`, or what writing throws; the last checkpoint stays.
  package func run(
    shouldStop: () -> Bool, report: (Event) -> Void
  ) throws -> Bool {
    var lastCheckpoint = Self.now
    while !trainer.isFinished {
      let begin = Self.now
      try trainer.step()
      trainer.addSeconds(Self.now - begin)
      report(.step(trainer.progress.steps))
      if trainer.progress.steps % trainer.stepsPerEpoch == 0 {
        try finishEpoch()
        if let last = metrics.last { report(.epoch(last)) }
        lastCheckpoint = Self.now
      } else if Self.now - lastCheckpoint > checkpointInterval {
        try directory.writeCheckpoint(trainer)
        lastCheckpoint = Self.now
      }
      if shouldStop(), !trainer.isFinished {
        try directory.writeCheckpoint(trainer)
        return false
      }
    }
    return true
  }

  private func finishEpoch() throws {
    let progress = trainer.progress
    scorer.parametersChanged()
    let evaluation = try test.map { try scorer.evaluate($0) }
    metrics.append(
      EpochMetrics(
        epoch: progress.steps / trainer.stepsPerEpoch, steps: progress.steps,
        trainingLoss: progress.lossSum / Double(max(progress.seen, 1)),
        trainingAccuracy: Double(progress.correct) / Double(max(progress.seen, 1)),
        testLoss: evaluation?.loss, testAccuracy: evaluation?.accuracy,
        learningRate: trainer.lastLearningRate,
        imagesPerSecond: Double(progress.seen) / max(progress.seconds, 1e-9),
        seconds: progress.seconds))
    // The checkpoint first: a run that stops between the two writes its line anew.
    try directory.writeCheckpoint(trainer)
    try directory.writeMetrics(metrics)
    try trainer.model.write(to: directory.model)
  }

  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
