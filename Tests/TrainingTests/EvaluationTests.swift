import Compute
import Foundation
import Interchange
import Models
import NeuralNetwork
import Testing
import Training

/// How often a run is evaluated, on what, and what its evaluation is held against.
@Suite struct EvaluationTests {
  private static let settings: TrainingSettings = {
    var settings = SmallRun.settings
    settings.epochs = 5
    settings.evaluationInterval = 2
    return settings
  }()

  private func end(_ run: TrainingRun) throws {
    #expect(try run.run(shouldStop: { false }, report: { _ in }))
  }

  @Test(arguments: [0, 6])
  func epochsBetweenEvaluationsHaveNoAccuracy(validation: Int) throws {
    var settings = Self.settings
    settings.validation = validation
    let small = try SmallRun(settings)
    defer { small.remove() }
    try end(small.run)
    let metrics = try EpochMetrics.read(small.directory.metrics)
    #expect(metrics.map(\.epoch) == [1, 2, 3, 4, 5])
    #expect(metrics.map { $0.testAccuracy != nil } == [false, true, false, true, true])
    #expect(
      metrics.map { $0.validationAccuracy != nil }
        == (validation > 0 ? [false, true, false, true, true] : [Bool](repeating: false, count: 5)))
    let chosen = try #require(small.run.chosenEpoch)
    #expect(validation > 0 ? [2, 4, 5].contains(chosen.epoch) : chosen.epoch == 5)
    #expect(FileManager.default.fileExists(atPath: small.directory.model))
  }

  /// Evaluation changes nothing that is trained.
  @Test func theWeightsAreThoseOfEveryInterval() throws {
    var often = Self.settings
    often.evaluationInterval = 1
    let (seldom, always) = (try SmallRun(Self.settings), try SmallRun(often))
    defer {
      seldom.remove()
      always.remove()
    }
    try end(seldom.run)
    try end(always.run)
    #expect(seldom.weights.map(\.bitPattern) == always.weights.map(\.bitPattern))
    #expect(seldom.run.metrics.last?.testAccuracy == always.run.metrics.last?.testAccuracy)
  }

  /// An epoch has 4 steps: stops within the epochs that are evaluated, and those that are not.
  @Test(arguments: [4, 6, 8, 12, 17])
  func goesOnToTheSameMetrics(steps: Int) throws {
    let (whole, broken) = (try SmallRun(Self.settings), try SmallRun(Self.settings))
    defer {
      whole.remove()
      broken.remove()
    }
    try end(whole.run)
    let trainer = broken.run.trainer
    _ = try broken.run.run(shouldStop: { trainer.progress.steps == steps }, report: { _ in })
    let resumed = try SmallRun(Self.settings, directory: broken.directory.path)
    try resumed.run.resume()
    try end(resumed.run)
    #expect(
      try EpochMetrics.read(resumed.directory.metrics).map(\.testLoss)
        == EpochMetrics.read(whole.directory.metrics).map(\.testLoss))
    #expect(resumed.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
  }

  @Test func anotherIntervalIsAnotherRun() throws {
    let small = try SmallRun(Self.settings)
    defer { small.remove() }
    let trainer = small.run.trainer
    _ = try small.run.run(shouldStop: { trainer.progress.steps == 6 }, report: { _ in })
    var settings = Self.settings
    settings.evaluationInterval = 3
    let other = try SmallRun(settings, directory: small.directory.path)
    #expect {
      try other.run.resume()
    } throws: {
      "\($0)".contains("evaluationInterval was 2, now it is 3")
    }
  }

  /// The masks on which a probe measures belong to the run, wherever they lie.
  @Test func otherMasksOfAProbeAreAnotherRun() throws {
    let compute = try Compute(instructionSet: nil, threads: 1)
    let directory = NSTemporaryDirectory() + "misclass-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    func run(_ digest: String, isResumed: Bool) throws -> TrainingRun {
      try TrainingRun.create(
        Self.settings, directory: RunDirectory(directory), training: SmallRun.images(29, seed: 1),
        test: SmallRun.images(12, seed: 2), compute: compute, isResumed: isResumed,
        probes: [
          TrainingProbe(columns: ["seen"], digest: digest) { _, _ in
            [EpochMetrics.Probed(name: "seen", value: 1)]
          }
        ])
    }
    do {
      let begun = try run("one", isResumed: false)
      _ = try begun.run(shouldStop: { begun.trainer.progress.steps == 9 }, report: { _ in })
      let rows = try EpochMetrics.read(begun.directory.metrics)
      #expect(rows.map { $0.probed.map(\.value) } == [[nil], [1]])
    }
    #expect {
      _ = try run("other", isResumed: true)
    } throws: {
      "\($0)".contains("masks")
    }
    let resumed = try run("one", isResumed: true)
    try end(resumed)
    #expect(resumed.metrics.map { $0.probed.map(\.value) } == [[nil], [1], [nil], [1], [1]])
  }

  @Test func moreMemoryThanTheMachineHasIsRefused() throws {
    let compute = try Compute(instructionSet: nil, threads: 1)
    let images = SmallRun.images(29, seed: 1)
    let prepared = try PreparedTraining(Self.settings, images: images, compute: compute)
    let needed = UInt64(prepared.trainer.memoryCount * MemoryLayout<Float>.size)
    _ = try PreparedTraining(Self.settings, images: images, compute: compute, memory: needed)
    #expect {
      _ = try PreparedTraining(
        Self.settings, images: images, compute: compute, memory: needed - 1)
    } throws: { error in
      guard case TrainingError.memory(let bytes, let present, 8) = error else { return false }
      return UInt64(bytes) == needed && UInt64(present) == needed - 1
    }
  }
}
