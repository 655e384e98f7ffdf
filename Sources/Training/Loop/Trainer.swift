package import Compute
package import Datasets
import Foundation
import Images
package import Models
package import NeuralNetwork

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
  /// What the run is for: the averaged weights, or those that are trained.
  package let result: Model
  package private(set) var progress = TrainingProgress()

  private let images: ImageSet
  private let augmentation: Augmentation
  private let program: Program
  private let compute: Compute
  private var order: (epoch: Int, images: [Int])?
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
  ///   augmentation.
  package init(
    _ settings: TrainingSettings, model: Model, images: ImageSet, compute: Compute,
    memory: UInt64 = ProcessInfo.processInfo.physicalMemory
  ) throws {
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
    let averaged = settings.averageDecay == nil ? model : model.withOwnParameters()
    result = averaged
    average = settings.averageDecay.map {
      MovingAverage(of: model.parameters, into: averaged.parameters, decay: $0)
    }
    program = Program(
      model.graph, parameters: model.parameters, mode: .training,
      capacity: min(settings.batchSize, images.count), compute: compute)
  }

  /// - Throws: `TrainingError.memory` where training would need more than the machine has: to take
  ///   it would get the process killed.
  private static func checkMemory(
    _ settings: TrainingSettings, _ model: Model, images: Int, _ compute: Compute, present: UInt64
  ) throws(TrainingError) {
    let batch = min(settings.batchSize, images)
    let parameters = model.parameters
    let floats =
      Program.trainingMemoryCount(
        model.graph, parameters: parameters, capacity: batch, compute: compute)
      + parameters.values.count * (settings.averageDecay == nil ? 1 : 2) + parameters.learnedCount
    let needed = floats * MemoryLayout<Float>.size
    guard needed <= present else {
      throw .memory(needed: needed, present: Int(clamping: present), batchSize: batch)
    }
  }

  package var stepsPerEpoch: Int {
    (images.count + program.capacity - 1) / program.capacity
  }

  /// Images of every step but an epoch's last.
  package var batchSize: Int { program.capacity }
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
      + (average == nil ? 0 : weights)
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
    let chosen = batch(ofStep: progress.steps)
    let batch = chosen.images
    let pixels = try ahead.take(chosen)
    // A single thread does one thing after the other.
    if compute.workers.threads > 1, progress.steps + 1 < totalSteps {
      ahead.begin(self.batch(ofStep: progress.steps + 1))
    }
    augmentation.fillBatch(
      of: pixels, shown: images.shown, indices: batch, normalization: model.normalization,
      seed: settings.seed, epoch: epoch, workers: compute.workers, into: program.input)
    let key = (seed: settings.seed, step: UInt64(progress.steps))
    program.forward(images: batch.count, randomKey: key)
    let result = SoftmaxCrossEntropy.evaluate(
      logits: program.logits, labels: batch.map { images.labels[$0] },
      classes: model.graph.classes, smoothing: Float(settings.labelSmoothing),
      gradient: program.logitsGradient)
    let rate = learningRate
    guard result.loss.isFinite else {
      throw TrainingError.lossNotFinite(
        step: progress.steps + 1, epoch: epoch + 1, learningRate: rate)
    }
    program.backward(images: batch.count, randomKey: key)
    if let gradients = program.parameterGradients {
      optimizer.step(gradients: gradients, rate: Float(rate), compute: compute)
    }
    progress.count(result, images: batch.count)
    average?.update(step: progress.steps, workers: compute.workers)
  }

  /// - Throws: `TrainingError.weightsNotFinite` where the last step spoilt the weights, their
  ///   average or the momentum, which its loss, computed before, could not show.
  package func checkWeights() throws(TrainingError) {
    let blocks = [model.parameters.values, result.parameters.values, optimizer.velocity]
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
    let first = place * program.capacity
    return Batch(
      epoch: epoch, images: Array(order[first..<min(first + program.capacity, order.count)]))
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
