import Compute
package import Datasets
import Foundation
import Images
package import Interchange
package import Models
import NeuralNetwork
import Ranks

/// A training run in its directory: epochs, evaluation, metrics, checkpoints.
///
/// `model.safetensors` holds the epoch that classified the validation images best, of equal ones
/// the earlier; without validation images, the last epoch. The test images choose nothing.
package final class TrainingRun {
  package let trainer: Trainer
  package let directory: RunDirectory
  package private(set) var metrics: [EpochMetrics] = []
  /// What became of the last layer of the weights to begin with.
  package let head: InitialWeights.Head?
  /// The instruction set of the checkpoint that the run went on from, if it rounds otherwise than
  /// the present one: the run then cannot end with the bits of one that was never stopped.
  package private(set) var formerInstructionSet: String?
  /// Whether the run went on from a checkpoint that does not tell what data and settings it is of.
  package private(set) var isUnchecked = false
  /// Scores of the weights that the run is for.
  package let scorer: Scorer

  private let validation: ImageSet?
  private let test: ImageSet?
  /// Seconds between checkpoints within an epoch.
  private let checkpointInterval: Double
  private let lock: HeldDirectory?
  private let probes: [TrainingProbe]
  /// The step and time of the last checkpoint.
  private var saved: (steps: Int, time: Double)?

  package init(
    _ trainer: Trainer, directory: RunDirectory, validation: ImageSet? = nil, test: ImageSet?,
    scorer: Scorer, checkpointInterval: Double = 120, head: InitialWeights.Head? = nil,
    lock: HeldDirectory? = nil, probes: [TrainingProbe] = []
  ) {
    self.trainer = trainer
    self.directory = directory
    self.validation = validation
    self.test = test
    self.scorer = scorer
    self.checkpointInterval = checkpointInterval
    self.head = head
    self.lock = lock
    self.probes = probes
  }

  /// Goes on from the directory's checkpoint and metrics; from the beginning if there is none yet.
  ///
  /// Every rank reads them, before rank 0 writes anything.
  package func resume() throws {
    if isWriter { directory.removeLeftovers() }
    defer { lastEpoch = metrics.last?.epoch ?? 0 }
    guard directory.hasCheckpoint else { return }
    let origin = try directory.readCheckpoint(into: trainer, fingerprint: try fingerprint())
    formerInstructionSet =
      origin.instructionSet == trainer.instructionSet ? nil : origin.instructionSet
    isUnchecked = !origin.isChecked
    saved = (trainer.progress.steps, Self.now)
    metrics = try directory.readMetrics(
      throughEpoch: trainer.progress.steps / trainer.stepsPerEpoch,
      stepsPerEpoch: trainer.stepsPerEpoch)
  }

  /// The last epoch whose line of the metrics is there.
  private var lastEpoch = 0
  private var ranks: any Ranks { trainer.ranks }
  /// Rank 0 evaluates and writes; the others wait for it.
  private var isWriter: Bool { ranks.rank == 0 }

  /// Computed when it is first asked for: all images are read for it.
  private func fingerprint() throws -> RunFingerprint {
    if let knownFingerprint { return knownFingerprint }
    let computed = try trainer.fingerprint(validation: validation, test: test, probes: probes)
    knownFingerprint = computed
    return computed
  }

  private var knownFingerprint: RunFingerprint?

  /// What is told while the run goes on.
  package enum Event: Sendable {
    case step(Int)
    case epoch(EpochMetrics)
  }

  /// The epoch that `model.safetensors` holds.
  package var chosenEpoch: EpochMetrics? {
    guard validation != nil else { return metrics.last }
    let evaluated = metrics.filter { $0.validationAccuracy != nil }
    return evaluated.reduce(nil as EpochMetrics?) { best, row in
      row.isBetter(than: best) ? row : best
    }
  }

  /// Trains to the end, or until `shouldStop` says so; then everything needed to go on is written.
  ///
  /// - Returns: whether the run is finished.
  /// - Throws: `TrainingError` where loss or weights are not finite, or what writing or `report`
  ///   throws; the last checkpoint stays.
  package func run(
    shouldStop: () -> Bool, report: (Event) throws -> Void
  ) throws -> Bool {
    saved = saved ?? (0, Self.now)
    try checkRanks()
    while true {
      if hasOpenEpoch {
        let isDone = isWriter ? try finishEpoch(shouldStop: shouldStop) : true
        guard try ranks.first(isDone ? 1 : 0) == 1 else { return false }
        lastEpoch += 1
        if isWriter, let last = metrics.last { try report(.epoch(last)) }
      }
      if trainer.isFinished { return true }
      if try ranks.any(shouldStop()) {
        if isWriter { try saveCheckpoint() }
        try ranks.barrier()
        return false
      }
      let begin = Self.now
      try trainer.step()
      trainer.addSeconds(Self.now - begin)
      try report(.step(trainer.progress.steps))
      if isWriter, Self.now - (saved?.time ?? 0) >= checkpointInterval { try saveCheckpoint() }
    }
  }

  /// - Throws: `RanksError` where the ranks did not begin with the same weights, data and settings.
  private func checkRanks() throws {
    guard ranks.count > 1 else { return }
    var digest = SHA256()
    digest.update(try JSON.encoded(fingerprint()))
    digest.update(UnsafeRawBufferPointer(trainer.model.parameters.values.elements))
    digest.update(UnsafeRawBufferPointer(trainer.optimizer.velocity.elements))
    if let lookahead = trainer.lookahead {
      digest.update(UnsafeRawBufferPointer(lookahead.slow.elements))
    }
    digest.update("\(trainer.progress.steps) \(trainer.instructionSet)".utf8)
    let text = digest.hexadecimal()
    try ranks.agree(
      on: UInt64(text.prefix(16), radix: 16) ?? 0,
      what: "settings, data, weights or instruction set")
  }

  /// Whether an epoch's last step was done and its line of the metrics is missing.
  private var hasOpenEpoch: Bool {
    let (done, rest) = trainer.progress.steps.quotientAndRemainder(
      dividingBy: trainer.stepsPerEpoch)
    return rest == 0 && done > lastEpoch
  }

  private func saveCheckpoint() throws {
    if saved?.steps == trainer.progress.steps, directory.hasCheckpoint { return }
    try trainer.checkWeights()
    try directory.writeCheckpoint(trainer, fingerprint: try fingerprint())
    saved = (trainer.progress.steps, Self.now)
  }

  /// Evaluates and writes the epoch's files.
  ///
  /// The checkpoint comes first and the line of the metrics last: a run that stops in between does
  /// the rest anew, with the same results.
  /// - Returns: false where `shouldStop` broke it off.
  private func finishEpoch(shouldStop: () -> Bool) throws -> Bool {
    try saveCheckpoint()
    let progress = trainer.progress
    let epoch = progress.steps / trainer.stepsPerEpoch
    let isEvaluated = trainer.isFinished || epoch % trainer.settings.evaluationInterval == 0
    scorer.parametersChanged()
    guard case .done(let onValidation) = try evaluate(isEvaluated ? validation : nil, shouldStop),
      case .done(let onTest) = try evaluate(isEvaluated ? test : nil, shouldStop)
    else { return false }
    try check(onValidation, on: "validation")
    try check(onTest, on: "test")
    guard let probed = try probe(isEvaluated, shouldStop) else { return false }
    let row = EpochMetrics(
      epoch: epoch, steps: progress.steps,
      trainingLoss: progress.lossSum / Double(max(progress.seen, 1)),
      trainingAccuracy: Double(progress.correct) / Double(max(progress.seen, 1)),
      validationLoss: onValidation?.loss, validationAccuracy: onValidation?.accuracy,
      testLoss: onTest?.loss, testAccuracy: onTest?.accuracy,
      learningRate: trainer.lastLearningRate,
      imagesPerSecond: Double(progress.seen) / max(progress.seconds, 1e-9),
      seconds: progress.seconds, probed: probed)
    if validation == nil || isEvaluated && row.isBetter(than: chosenEpoch) {
      try trainer.result.write(to: directory.model)
    }
    metrics.append(row)
    try directory.writeMetrics(metrics)
    return true
  }

  /// What probes measure, without values where they do not; nil where `shouldStop` broke it off.
  private func probe(
    _ isEvaluated: Bool, _ shouldStop: () -> Bool
  ) throws -> [EpochMetrics.Probed]? {
    var probed: [EpochMetrics.Probed] = []
    for probe in probes {
      guard isEvaluated else {
        probed += probe.columns.map { EpochMetrics.Probed(name: $0, value: nil) }
        continue
      }
      guard let values = try probe.measure(scorer, shouldStop) else { return nil }
      probed += values
    }
    return probed
  }

  /// Finite weights may still add up to infinity; no model of such a network is written.
  private func check(
    _ result: (loss: Double, accuracy: Double)?, on images: String
  ) throws(TrainingError) {
    guard let result, !result.loss.isFinite else { return }
    throw .evaluationNotFinite(
      images: images, epoch: trainer.progress.steps / trainer.stepsPerEpoch,
      learningRate: trainer.lastLearningRate)
  }

  private enum Evaluation {
    case done((loss: Double, accuracy: Double)?)
    case stopped
  }

  private func evaluate(_ set: ImageSet?, _ shouldStop: () -> Bool) throws -> Evaluation {
    struct Stopped: Error {}
    do {
      return try .done(
        set.map { try scorer.evaluate($0) { _ in if shouldStop() { throw Stopped() } } })
    } catch is Stopped {
      return .stopped
    }
  }

  private static var now: Double { ProcessInfo.processInfo.systemUptime }
}
