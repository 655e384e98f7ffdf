import Architectures
import Compute
import Datasets
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
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

  /// The same with everything that has state or random numbers of its own.
  static let elaborate: TrainingSettings = {
    var settings = Self.settings
    settings.validation = 9
    settings.cutout = 3
    settings.inputDropout = 0.1
    settings.averageDecay = 0.9
    settings.optimizer.clipNorm = 0.5
    settings.optimizer.decaysVectors = false
    settings.trained = TrainedParameters(frozen: ["layer1", "bn1"])
    return settings
  }()

  /// The network and the settings of the recipe that is quickest, on few images.
  static let fast: TrainingSettings = {
    var settings = TrainingSettings(
      following: .fast, architecture: "quicknet", data: "noise", seed: 7)
    settings.epochs = 2
    settings.batchSize = 8
    settings.learningRate = 0.1
    settings.lookahead?.interval = 3
    settings.trained.until = ["whiten.bias": 1]
    return settings
  }()

  /// Images of noise around a level that tells the class.
  static func images(_ count: Int, seed: UInt64, side: Int = 8) -> ImageSet {
    var stream = RandomStream(seed)
    let labels = (0..<count).map { _ in stream.integer(in: 0..<3) }
    let pixels = labels.flatMap { label in
      (0..<side * side * 3).map { _ in UInt8(label * 80 + stream.integer(in: 0..<40)) }
    }
    return ImageSet(
      images: ByteImages(count: count, height: side, width: side, pixels: pixels), labels: labels,
      classNames: ["dark", "grey", "bright"])
  }

  init(
    _ settings: TrainingSettings = settings, directory path: String? = nil, threads: Int = 1
  ) throws {
    let path = path ?? NSTemporaryDirectory() + "misclass-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    directory = RunDirectory(path)
    let compute = try Compute(instructionSet: nil, threads: threads)
    // The smallest images that quicknet takes.
    let side = settings.architecture == "quicknet" ? 9 : 8
    let prepared = try PreparedTraining(
      settings, images: Self.images(29 + settings.validation, seed: 1, side: side),
      compute: compute)
    run = TrainingRun(
      prepared.trainer, directory: directory, validation: prepared.validation,
      test: Self.images(12, seed: 2, side: side),
      scorer: Scorer(prepared.trainer.result, batch: 5, compute: compute))
  }

  /// Those that are trained, and those that the run is for.
  var weights: [Float] {
    Array(run.trainer.model.parameters.values.elements)
      + Array(run.trainer.result.parameters.values.elements)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: directory.path)
  }
}

@Suite struct TrainingRunTests {
  @Test(arguments: [2, 3], [SmallRun.settings, SmallRun.elaborate, SmallRun.fast])
  func theSameBitsWhateverTheThreads(threads: Int, settings: TrainingSettings) throws {
    let one = try SmallRun(settings)
    let several = try SmallRun(settings, threads: threads)
    defer {
      one.remove()
      several.remove()
    }
    #expect(try one.run.run(shouldStop: { false }, report: { _ in }))
    #expect(try several.run.run(shouldStop: { false }, report: { _ in }))
    #expect(one.weights.map(\.bitPattern) == several.weights.map(\.bitPattern))
  }

  /// Steps 0 to 8; an epoch has 4, so this stops before the first, within it, at its end, and
  /// later.
  @Test(arguments: [0, 1, 3, 4, 6, 8], [SmallRun.settings, SmallRun.elaborate, SmallRun.fast])
  func goesOnToTheSameBits(steps: Int, settings: TrainingSettings) throws {
    let whole = try SmallRun(settings)
    let broken = try SmallRun(settings)
    defer {
      whole.remove()
      broken.remove()
    }
    #expect(try whole.run.run(shouldStop: { false }, report: { _ in }))
    let trainer = broken.run.trainer
    #expect(
      try !broken.run.run(shouldStop: { trainer.progress.steps == steps }, report: { _ in }))
    let resumed = try SmallRun(settings, directory: broken.directory.path, threads: 2)
    try resumed.run.resume()
    #expect(try resumed.run.run(shouldStop: { false }, report: { _ in }))
    #expect(resumed.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
    let metrics = try EpochMetrics.read(resumed.directory.metrics)
    let expected = try EpochMetrics.read(whole.directory.metrics)
    #expect(metrics.map(\.trainingLoss) == expected.map(\.trainingLoss))
    #expect(metrics.map(\.testAccuracy) == expected.map(\.testAccuracy))
    #expect(metrics.map(\.validationLoss) == expected.map(\.validationLoss))
    #expect(metrics.map(\.epoch) == [1, 2])
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

  @Test func theModelIsTheEpochBestOnTheValidationImages() throws {
    var settings = SmallRun.elaborate
    settings.epochs = 6
    settings.averageDecay = nil
    let small = try SmallRun(settings)
    defer { small.remove() }
    var written: [[UInt8]] = []
    _ = try small.run.run(shouldStop: { false }) { event in
      if case .epoch = event, let bytes = try? FileReader.bytes(of: small.directory.model) {
        written.append(bytes)
      }
    }
    let accuracies = try EpochMetrics.read(small.directory.metrics).map {
      try #require($0.validationAccuracy)
    }
    let best = try #require(accuracies.max())
    let first = try #require(accuracies.firstIndex(of: best))
    #expect(small.run.chosenEpoch?.epoch == first + 1)
    // From the first best epoch on the file stays, and before it was another.
    #expect(written.count == 6)
    #expect(written[first...].allSatisfy { $0 == written[first] })
    #expect(written[..<first].allSatisfy { $0 != written[first] })
  }

  @Test func frozenParametersKeepTheirBitsAndStatisticsMove() throws {
    let small = try SmallRun(SmallRun.elaborate)
    defer { small.remove() }
    let parameters = small.run.trainer.model.parameters
    let before = parameters.descriptions.indices.map { parameters.tensor($0) }
    _ = try small.run.run(shouldStop: { false }, report: { _ in })
    let frozen = ["layer1.", "bn1."]
    for (index, description) in parameters.descriptions.enumerated() {
      let isFrozen = description.isLearned && frozen.contains { description.name.hasPrefix($0) }
      #expect((parameters.tensor(index) == before[index]) == isFrozen, "\(description.name)")
    }
  }

  /// The bias of the first layer learns for an epoch, the filters and scales never.
  @Test func whatStandsStillAfterAnEpochKeepsItsBitsFromThen() throws {
    var settings = SmallRun.fast
    // Which would draw the bias on towards its slow average.
    settings.lookahead = nil
    let small = try SmallRun(settings)
    defer { small.remove() }
    let parameters = small.run.trainer.model.parameters
    func tensors() -> [[Float]] { parameters.descriptions.indices.map { parameters.tensor($0) } }
    let first = tensors()
    var second: [[Float]] = []
    _ = try small.run.run(shouldStop: { false }) {
      if case .epoch = $0, second.isEmpty { second = tensors() }
    }
    let last = tensors()
    for (index, description) in parameters.descriptions.enumerated() {
      #expect((first[index] == second[index]) == description.isFrozen, "\(description.name)")
      let stands = description.isFrozen || description.name == "whiten.bias"
      #expect((second[index] == last[index]) == stands, "\(description.name)")
    }
  }

  @Test func everythingFrozenIsRefused() throws {
    var settings = SmallRun.settings
    settings.trained = TrainedParameters(frozen: [
      "conv1", "bn1", "layer1", "layer2", "layer3", "linear",
    ])
    #expect(throws: TrainingError.nothingToTrain) { try SmallRun(settings) }
  }

  /// A process that is killed leaves what it wrote by then: any of these files may be missing or
  /// old.
  @Test(arguments: [
    ["metrics.csv"], ["metrics.csv", "model.safetensors"], ["checkpoint.safetensors"],
  ])
  func goesOnWhereFilesOfAnEpochAreMissing(files: [String]) throws {
    let whole = try SmallRun(SmallRun.elaborate)
    let broken = try SmallRun(SmallRun.elaborate)
    defer {
      whole.remove()
      broken.remove()
    }
    #expect(try whole.run.run(shouldStop: { false }, report: { _ in }))
    let trainer = broken.run.trainer
    var epochs = 0
    #expect(
      try !broken.run.run(
        shouldStop: { epochs == 1 && trainer.progress.steps == 4 },
        report: { if case .epoch = $0 { epochs += 1 } }))
    for file in files + [".misclass-x.tmp"] {
      let path = broken.directory.path + "/" + file
      if file.hasPrefix(".") {
        try AtomicFile.write("half", to: path)
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
    }
    let resumed = try SmallRun(SmallRun.elaborate, directory: broken.directory.path)
    try resumed.run.resume()
    #expect(try resumed.run.run(shouldStop: { false }, report: { _ in }))
    #expect(resumed.weights.map(\.bitPattern) == whole.weights.map(\.bitPattern))
    #expect(
      try FileReader.bytes(of: resumed.directory.model)
        == FileReader.bytes(of: whole.directory.model))
    let names = try FileManager.default.contentsOfDirectory(atPath: resumed.directory.path)
    #expect(names.sorted() == ["checkpoint.safetensors", "metrics.csv", "model.safetensors"])
  }

  @Test func aCheckpointOfOtherImagesIsRefused() throws {
    var settings = SmallRun.settings
    let small = try SmallRun(settings)
    defer { small.remove() }
    try small.directory.writeCheckpoint(small.run.trainer)
    settings.validation = 3
    let compute = try Compute(instructionSet: nil, threads: 1)
    #expect {
      _ = try TrainingRun.create(
        settings, directory: small.directory, training: SmallRun.images(29, seed: 1), test: nil,
        compute: compute, isResumed: true)
    } throws: {
      guard case TrainingError.settingsDiffer = $0 else { return false }
      return "\($0)".contains("29 training images, now there are 26")
    }
    // A fresh run does not mistake it for its own.
    _ = try TrainingRun.create(
      settings, directory: small.directory, training: SmallRun.images(29, seed: 1), test: nil,
      compute: compute)
    #expect(!small.directory.hasCheckpoint)
  }

  @Test func anotherInstructionSetIsNoticed() throws {
    let small = try SmallRun()
    defer { small.remove() }
    try small.directory.writeCheckpoint(small.run.trainer)
    try small.run.resume()
    #expect(small.run.formerInstructionSet == nil)
    var file = try SafetensorsFile(path: small.directory.checkpoint)
    file.metadata["instruction_set"] = "abacus"
    try file.write(to: small.directory.checkpoint)
    try small.run.resume()
    #expect(small.run.formerInstructionSet == "abacus")
  }
}
