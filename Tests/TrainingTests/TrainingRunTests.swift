import Architectures
import Datasets
import Foundation
import Interchange
import NeuralNetwork
import Tensors
import Testing
import Training

/// A short run on small images, in a directory of its own.
struct SmallRun {
  let directory: RunDirectory
  let run: TrainingRun

  static let settings = TrainingSettings(
    architecture: "resnet20", data: "noise", epochs: 2, batchSize: 8, learningRate: 0.05,
    optimizer: .init(momentum: 0.9, nesterov: true, weightDecay: 5e-4),
    schedule: Schedule(kind: .onecycle), augmentation: "crop-flip", labelSmoothing: 0.1,
    limit: nil, seed: 7)

  /// 8 x 8 images of noise around a level that tells the class.
  static func images(_ count: Int, seed: UInt64) -> ImageSet {
    var stream = RandomStream(seed)
    let labels = (0..<count).map { _ in stream.integer(in: 0..<3) }
    let pixels = labels.flatMap { label in
      (0..<8 * 8 * 3).map { _ in UInt8(label * 80 + stream.integer(in: 0..<40)) }
    }
    return ImageSet(
      images: ByteImages(count: count, height: 8, width: 8, pixels: pixels), labels: labels,
      classNames: ["dark", "grey", "bright"])
  }

  init(
    _ settings: TrainingSettings = settings, directory path: String? = nil, threads: Int = 1
  ) throws {
    let path = path ?? NSTemporaryDirectory() + "misclass-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    directory = RunDirectory(path)
    let training = Self.images(29, seed: 1)
    let compute = try Compute(instructionSet: nil, threads: threads)
    let model = try Model(
      architecture: #require(Architecture.named(settings.architecture)), input: Shape(8, 8, 3),
      classes: 3, normalization: ChannelStatistics(of: training.images).normalization(),
      classNames: training.classNames)
    model.parameters.initialize(seed: settings.seed)
    let trainer = try Trainer(settings, model: model, images: training, compute: compute)
    run = TrainingRun(
      trainer, directory: directory, test: Self.images(12, seed: 2),
      scorer: Scorer(model, batch: 5, compute: compute))
  }

  var weights: [Float] { Array(run.trainer.model.parameters.values.elements) }

  func remove() {
    try? FileManager.default.removeItem(atPath: directory.path)
  }
}

@Suite struct TrainingRunTests {
  @Test(arguments: [2, 3]) func theSameBitsWhateverTheThreads(threads: Int) throws {
    let one = try SmallRun()
    let several = try SmallRun(threads: threads)
    defer {
      one.remove()
      several.remove()
    }
    #expect(try one.run.run(shouldStop: { false }, report: { _ in }))
    #expect(try several.run.run(shouldStop: { false }, report: { _ in }))
    #expect(one.weights.map(\.bitPattern) == several.weights.map(\.bitPattern))
  }

  /// Steps 1 to 8; an epoch has 4, so this stops within the first, at its end, and in the second.
  @Test(arguments: [1, 3, 4, 6]) func goesOnToTheSameBits(steps: Int) throws {
    let whole = try SmallRun()
    let broken = try SmallRun()
    defer {
      whole.remove()
      broken.remove()
    }
    #expect(try whole.run.run(shouldStop: { false }, report: { _ in }))
    let trainer = broken.run.trainer
    #expect(
      try !broken.run.run(shouldStop: { trainer.progress.steps == steps }, report: { _ in }))
    let resumed = try SmallRun(directory: broken.directory.path, threads: 2)
    try resumed.run.resume()
    #expect(try resumed.run.run(shouldStop: { false }, report: { _ in }))
    #expect(resumed.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
    let metrics = try EpochMetrics.read(resumed.directory.metrics)
    let expected = try EpochMetrics.read(whole.directory.metrics)
    #expect(metrics.map(\.trainingLoss) == expected.map(\.trainingLoss))
    #expect(metrics.map(\.testAccuracy) == expected.map(\.testAccuracy))
    #expect(
      try FileReader.bytes(of: resumed.directory.model)
        == FileReader.bytes(of: whole.directory.model))
  }

  @Test func learnsLevelsApart() throws {
    var settings = SmallRun.settings
    settings.epochs = 12
    settings.augmentation = "flip"
    let small = try SmallRun(settings)
    defer { small.remove() }
    _ = try small.run.run(shouldStop: { false }, report: { _ in })
    let last = try #require(small.run.metrics.last)
    #expect(last.trainingLoss < small.run.metrics[0].trainingLoss)
    #expect(last.testAccuracy == 1)
    #expect(last.epoch == 12 && last.steps == 48)
  }

  @Test func aLossThatIsNotFiniteStopsTheRunWithTheStep() throws {
    var settings = SmallRun.settings
    settings.learningRate = 1e30
    settings.schedule = Schedule(kind: .constant)
    let small = try SmallRun(settings)
    defer { small.remove() }
    #expect {
      _ = try small.run.run(shouldStop: { false }, report: { _ in })
    } throws: { error in
      guard case TrainingError.lossNotFinite(let step, 1, 1e30) = error else { return false }
      return step > 1
    }
  }

  @Test func aCheckpointOfAnotherNetworkIsRefused() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.directory.writeCheckpoint(small.run.trainer)
    var settings = SmallRun.settings
    settings.architecture = "resnet32"
    let other = try SmallRun(settings, directory: small.directory.path)
    #expect(throws: NetworkError.self) { try other.run.resume() }
    try AtomicFile.write("not safetensors at all", to: small.directory.checkpoint)
    #expect(throws: InterchangeError.self) { try small.run.resume() }
  }
}
