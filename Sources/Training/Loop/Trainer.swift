package import Compute
package import Datasets
import Foundation
import Images
package import Models
package import NeuralNetwork
package import Ranks

/// Trains a model step by step; every step is a function of the settings and the step's number.
///
/// The order of images, their augmentation and dropout come from streams named by seed, epoch and
/// step, so that a run that is resumed does what it would have done, whatever the number of
/// threads.
package final class Trainer {
  package let settings: TrainingSettings
  package let model: Model
  package let optimizer: SGD
  /// The moving average of the weights, if the settings ask for one.
  package let average: MovingAverage?
  /// What sets the weights back to where they have been, if the settings ask for it.
  package let lookahead: Lookahead?
  /// What the run is for: the averaged weights, or those that are trained.
  package let result: Model
  package private(set) var progress = TrainingProgress()

  private let images: ImageSet
  private let augmentation: Augmentation
  private let program: Program
  private let compute: Compute
  /// Images of every step but an epoch's last.
  package let batchSize: Int
  /// The processes that share each batch; one where nothing is shared.
  package let ranks: any Ranks
  /// Of the pieces of a batch, where it is worked on in pieces.
  private let sums: PieceSums?
  private var order: (epoch: Int, images: [Int])?
  /// The epoch whose frozen parameters the optimiser knows.
  private var frozenEpoch: Int?
  /// Reads the next step's images while this one's are learnt from.
  private let ahead: ImagesAhead<Batch>

  /// The images of a step.
  private struct Batch: Equatable, Sendable {
    let epoch: Int
    let images: [Int]
  }

  /// - Parameters:
  ///   - model: the weights to begin with; they are trained in place.
  ///   - memory: bytes that there are.
  ///   - images: what is trained on; a validation part has been split off already.
  /// - Throws: `TrainingError.noImages` and `.nothingToTrain`, `DatasetError` for an unknown
  ///   augmentation, `PrecisionError` where this machine lacks the settings' precision.
  package init(
    _ settings: TrainingSettings, model: Model, images: ImageSet, compute: Compute,
    memory: UInt64 = ProcessInfo.processInfo.physicalMemory, ranks: any Ranks = SingleRank()
  ) throws {
    precondition(ranks.count == 1 || settings.microBatch != nil)
    let compute = try compute.with(settings.precision)
    guard images.count > 0 else { throw TrainingError.noImages(data: settings.data) }
    guard settings.trained.movingCount(in: model.graph) > 0 else {
      throw TrainingError.nothingToTrain
    }
    try Self.checkMemory(settings, model, images: images.count, compute, present: memory)
    self.settings = settings
    self.model = model
    self.images = images
    self.compute = compute
    let augmentation = try settings.imageAugmentation()
    self.augmentation = augmentation
    let seed = settings.seed
    ahead = ImagesAhead { batch in
      try augmentation.load(batch.images, of: images, seed: seed, epoch: batch.epoch)
    }
    optimizer = SGD(model.parameters, settings: settings.optimizer) {
      settings.trained.isFrozen($0.name)
    }
    lookahead = settings.lookahead.map { Lookahead(model.parameters, settings: $0) }
    let averaged = settings.averageDecay == nil ? model : model.withOwnParameters()
    result = averaged
    average = settings.averageDecay.map {
      MovingAverage(of: model.parameters, into: averaged.parameters, decay: $0)
    }
    batchSize = min(settings.batchSize, images.count)
    self.ranks = ranks
    sums = settings.microBatch.map { _ in
      PieceSums(count: model.parameters.values.count, ranks: ranks, workers: compute.workers)
    }
    program = Program(
      model.graph, parameters: model.parameters, mode: .training,
      capacity: min(settings.microBatch ?? batchSize, batchSize), compute: compute)
  }

  /// - Throws: `TrainingError.memory` where training would need more than the machine has: to take
  ///   it would get the process killed.
  private static func checkMemory(
    _ settings: TrainingSettings, _ model: Model, images: Int, _ compute: Compute, present: UInt64
  ) throws(TrainingError) {
    let batch = min(settings.microBatch ?? settings.batchSize, settings.batchSize, images)
    let parameters = model.parameters
    // The sums of pieces are a tree's, of which a branch is held at a time.
    let sums = settings.microBatch == nil ? 0 : 8
    let floats =
      Program.trainingMemoryCount(
        model.graph, parameters: parameters, capacity: batch, compute: compute)
      + parameters.values.count * (1 + sums + Self.averages(settings))
      + parameters.learnedCount
    let needed = floats * MemoryLayout<Float>.size
    guard needed <= present else {
      throw .memory(needed: needed, present: Int(clamping: present), batchSize: batch)
    }
  }

  /// Blocks that hold averages of the parameters.
  private static func averages(_ settings: TrainingSettings) -> Int {
    (settings.averageDecay == nil ? 0 : 1) + (settings.lookahead == nil ? 0 : 1)
  }

  package var stepsPerEpoch: Int {
    (images.count + batchSize - 1) / batchSize
  }

  package var totalSteps: Int { stepsPerEpoch * settings.epochs }
  package var isFinished: Bool { progress.steps >= totalSteps }
  package var imageCount: Int { images.count }
  /// Images shown in so many steps; an epoch's last step may show fewer than the others.
  package func imagesShown(inSteps steps: Int) -> Int {
    let (epochs, rest) = steps.quotientAndRemainder(dividingBy: stepsPerEpoch)
    return epochs * images.count + rest * batchSize
  }
  /// What rounds in its own way: the name of the kernels' instruction set.
  package var instructionSet: String { compute.instructionSet }

  /// Floats that training holds: activations, gradients, weights, momentum and average.
  package var memoryCount: Int {
    let weights = model.parameters.values.count
    return program.memoryCount + weights + optimizer.velocity.count
      + weights * Self.averages(settings)
  }

  /// Goes on from a checkpoint: parameters and momentum must have been set already.
  package func resume(_ progress: TrainingProgress) {
    self.progress = progress
  }

  /// Learning rate of the next step.
  package var learningRate: Double { learningRate(afterSteps: progress.steps) }

  /// Learning rate of the step before.
  package var lastLearningRate: Double { learningRate(afterSteps: max(progress.steps - 1, 0)) }

  /// Time that the present epoch took beyond what is counted so far.
  package func addSeconds(_ seconds: Double) {
    progress.seconds += seconds
  }

  private func learningRate(afterSteps steps: Int) -> Double {
    let epoch = Double(steps) / Double(stepsPerEpoch)
    return settings.learningRate
      * settings.schedule.factor(at: epoch, of: Double(settings.epochs))
  }

  /// One step on the next batch.
  ///
  /// - Throws: `TrainingError.lossNotFinite`, or what reading the images throws; the parameters are
  ///   then those before the step.
  package func step() throws {
    let epoch = progress.steps / stepsPerEpoch
    let place = progress.steps % stepsPerEpoch
    if place == 0 { progress.beginEpoch() }
    freeze(inEpoch: epoch)
    let chosen = batch(ofStep: progress.steps)
    let batch = chosen.images
    let rate = learningRate
    let result: (loss: Double, correct: Int)
    if let sums {
      result = try step(batch, epoch: epoch, rate: rate, sums)
    } else {
      let pixels = try ahead.take(chosen)
      // A single thread does one thing after the other.
      if compute.workers.threads > 1, progress.steps + 1 < totalSteps {
        ahead.begin(self.batch(ofStep: progress.steps + 1))
      }
      let key = UInt64(progress.steps)
      result = forward(pixels, batch[...], epoch: epoch, key: key)
      try check(result.loss, epoch: epoch, rate: rate)
      program.backward(images: batch.count, randomKey: (settings.seed, key))
      if let gradients = program.parameterGradients {
        optimizer.step(gradients: gradients, rate: Float(rate), compute: compute)
      }
    }
    progress.count(result, images: batch.count)
    lookahead?.update(step: progress.steps, of: totalSteps, workers: compute.workers)
    average?.update(step: progress.steps, workers: compute.workers)
  }

  /// Has what an epoch trains no more stand still.
  private func freeze(inEpoch epoch: Int) {
    guard settings.trained.until != nil, frozenEpoch != epoch else { return }
    frozenEpoch = epoch
    optimizer.freeze { settings.trained.isFrozen($0.name, inEpoch: epoch) }
  }

  /// Scores of some images, their mean loss, and its gradient with respect to the scores.
  private func forward(
    _ pixels: ByteImages, _ images: ArraySlice<Int>, epoch: Int, key: UInt64
  ) -> (loss: Double, correct: Int) {
    augmentation.fillBatch(
      of: pixels, shown: self.images.shown, indices: Array(images),
      normalization: model.normalization, seed: settings.seed, epoch: epoch,
      workers: compute.workers, into: program.input)
    program.forward(images: images.count, randomKey: (settings.seed, key))
    return SoftmaxCrossEntropy.evaluate(
      logits: program.logits, labels: images.map { self.images.labels[$0] },
      classes: model.graph.classes, smoothing: Float(settings.labelSmoothing),
      gradient: program.logitsGradient)
  }

  private func check(_ loss: Double, epoch: Int, rate: Double) throws(TrainingError) {
    guard loss.isFinite else {
      throw .lossNotFinite(step: progress.steps + 1, epoch: epoch + 1, learningRate: rate)
    }
  }

  /// A step on a batch in pieces, of which each rank does its own.
  ///
  /// A piece gives the gradient of its mean loss and the running statistics that its images alone
  /// make of those before the step; both are averaged over the batch's images, so that the
  /// statistics move once a step, as with whole batches.
  private func step(
    _ batch: [Int], epoch: Int, rate: Double, _ sums: PieceSums
  ) throws -> (loss: Double, correct: Int) {
    let size = program.capacity
    let pieces = (batch.count + size - 1) / size
    let (values, learned) = (model.parameters.values, model.parameters.learnedCount)
    let statistics = values.count - learned
    let before = FloatBuffer(count: statistics)
    before.pointer.update(from: values.pointer + learned, count: statistics)
    var results = [Double](repeating: 0, count: 2 * pieces)
    var outcome: (loss: Double, correct: Int) = (0, 0)
    do {
      try sums.sum(pieces: pieces) { piece, vector in
        let images = batch[piece * size..<min((piece + 1) * size, batch.count)]
        // A batch has at most 4096 pieces.
        let key = UInt64(progress.steps) << 12 | UInt64(piece)
        (values.pointer + learned).update(from: before.pointer, count: statistics)
        let pixels = try augmentation.load(
          Array(images), of: self.images, seed: settings.seed, epoch: epoch)
        let result = forward(pixels, images, epoch: epoch, key: key)
        program.backward(images: images.count, randomKey: (settings.seed, key))
        (results[2 * piece], results[2 * piece + 1]) = (result.loss, Double(result.correct))
        let share = Float(images.count) / Float(batch.count)
        if let gradients = program.parameterGradients {
          scale(gradients.pointer, learned, by: share, into: vector.pointer)
        }
        scale(values.pointer + learned, statistics, by: share, into: vector.pointer + learned)
      } take: { vector in
        outcome = try total(results, pieces, size: size, images: batch.count)
        (values.pointer + learned).update(from: before.pointer, count: statistics)
        try check(outcome.loss, epoch: epoch, rate: rate)
        (values.pointer + learned).update(from: vector.pointer + learned, count: statistics)
        optimizer.step(gradients: vector, rate: Float(rate), compute: compute)
      }
    } catch let error as RanksError {
      throw TrainingError.ranks("\(error)")
    }
    return outcome
  }

  /// Loss and right answers of the batch, from those of the pieces of all ranks.
  private func total(
    _ own: [Double], _ pieces: Int, size: Int, images: Int
  ) throws -> (loss: Double, correct: Int) {
    let all = try ranks.gather(own)
    let owners = SumTree(pieces: pieces, ranks: ranks.count).owned
    var (loss, correct) = (0.0, 0)
    for (rank, owned) in owners.enumerated() {
      for piece in owned {
        let place = rank * own.count + 2 * piece
        let count = min(size, images - piece * size)
        loss += all[place] * Double(count)
        correct += Int(all[place + 1])
      }
    }
    return (loss / Double(images), correct)
  }

  private func scale(
    _ source: UnsafePointer<Float>, _ count: Int, by factor: Float,
    into target: UnsafeMutablePointer<Float>
  ) {
    for place in 0..<count { target[place] = source[place] * factor }
  }

  /// - Throws: `TrainingError.weightsNotFinite` where the last step spoilt the weights, their
  ///   average or the momentum, which its loss, computed before, could not show.
  package func checkWeights() throws(TrainingError) {
    let blocks =
      [model.parameters.values, result.parameters.values, optimizer.velocity]
      + (lookahead.map { [$0.slow] } ?? [])
    guard blocks.allSatisfy({ $0.elements.allSatisfy(\.isFinite) }) else {
      throw .weightsNotFinite(
        step: progress.steps, epoch: (progress.steps - 1) / stepsPerEpoch + 1,
        learningRate: lastLearningRate)
    }
  }

  /// What no run of these settings on these images can have come to; nil for what one can.
  func problem(of progress: TrainingProgress) -> String? {
    guard (0...totalSteps).contains(progress.steps) else {
      return "expected a step of 0 to \(totalSteps), found \(progress.steps)"
    }
    let place = progress.steps % stepsPerEpoch
    let shown = place > 0 ? place * batchSize : progress.steps > 0 ? images.count : 0
    guard progress.seen == shown, (0...shown).contains(progress.correct) else {
      return "expected \(shown) images seen after step \(progress.steps), and no more right, found "
        + "\(progress.seen) and \(progress.correct)"
    }
    guard progress.lossSum.isFinite, progress.seconds.isFinite, progress.seconds >= 0 else {
      return "expected a finite loss and time, found \(progress.lossSum) and \(progress.seconds)"
    }
    return nil
  }

  /// What tells this run from others.
  func fingerprint(
    validation: ImageSet?, test: ImageSet?, probes: [TrainingProbe] = []
  ) throws -> RunFingerprint {
    try RunFingerprint(
      settings, training: images, validation: validation, test: test, probes: probes)
  }

  private func batch(ofStep step: Int) -> Batch {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    let order = imageOrder(epoch)
    let first = place * batchSize
    return Batch(
      epoch: epoch, images: Array(order[first..<min(first + batchSize, order.count)]))
  }

  /// The epoch's order of images, the same whenever it is asked for.
  private func imageOrder(_ epoch: Int) -> [Int] {
    if let order, order.epoch == epoch { return order.images }
    var stream = RandomStream(settings.seed, .imageOrder, UInt64(epoch))
    let shuffled = stream.permutation(of: images.count)
    order = (epoch, shuffled)
    return shuffled
  }
}

/// How far a run has come, and what the present epoch has added up to.
package struct TrainingProgress: Sendable, Equatable, Codable {
  package internal(set) var steps = 0
  package internal(set) var lossSum = 0.0
  package internal(set) var correct = 0
  package internal(set) var seen = 0
  /// Seconds spent in the present epoch.
  package var seconds = 0.0

  package init() {}

  mutating func beginEpoch() {
    lossSum = 0
    correct = 0
    seen = 0
    seconds = 0
  }

  mutating func count(_ result: (loss: Double, correct: Int), images: Int) {
    steps += 1
    lossSum += result.loss * Double(images)
    correct += result.correct
    seen += images
  }
}
