import Architectures
package import Compute
package import Datasets
import Foundation
import Images
package import Interchange
import Models
import NeuralNetwork
package import Ranks

/// All that a run needs before its first step: the split data, the model, the trainer.
package struct PreparedTraining {
  package let trainer: Trainer
  /// What was split off to choose the epoch by; nil if the settings ask for none.
  package let validation: ImageSet?
  /// What became of the last layer of the weights to begin with; nil for random weights.
  package let head: InitialWeights.Head?

  /// - Parameters:
  ///   - images: every training image, the validation part included.
  ///   - test: what the run will be tested on, which must be of the same size.
  ///   - isResumed: a checkpoint will set all weights, so those to begin with are not read.
  ///   - memory: bytes that there are.
  /// - Throws: `TrainingError`, `ModelError`, `NetworkError`, and what reading the weights throws.
  package init(
    _ settings: TrainingSettings, images: ImageSet, test: ImageSet? = nil, compute: Compute,
    isResumed: Bool = false, memory: UInt64 = ProcessInfo.processInfo.physicalMemory,
    ranks: any Ranks = SingleRank()
  ) throws {
    guard let architecture = Architecture.named(settings.architecture) else {
      throw ModelError.unsupportedArchitecture(path: "config", name: settings.architecture)
    }
    guard images.count > 0 else { throw TrainingError.noImages(data: settings.data) }
    let (size, testSize) = (Self.size(of: images), test.map(Self.size) ?? Self.size(of: images))
    guard testSize == size else {
      throw TrainingError.sizesDiffer(data: settings.data, training: size, test: testSize)
    }
    guard settings.validation < images.count else {
      throw TrainingError.validationTooLarge(images: images.count, validation: settings.validation)
    }
    let parts = images.splittingOff(settings.validation, seed: settings.seed)
    let initial =
      isResumed ? nil : try settings.initialWeights.map { try InitialWeights(path: $0) }
    let normalization =
      try settings.normalization?.checked(path: "config")
      ?? (settings.keepsNormalization
        ? initial?.normalization() : nil)
      ?? ChannelStatistics(of: parts.rest.images).normalization()
    var model = try Model(
      architecture: architecture,
      input: Shape(images.images.height, images.images.width, ByteImages.channels),
      classes: images.classNames.count, normalization: normalization,
      classNames: images.classNames)
    model.preparation = settings.pictures
    model.parameters.initialize(seed: settings.seed)
    // Where all weights are read, these are among them.
    if !isResumed, initial == nil {
      try model.parameters.whiten(by: parts.rest.images, normalization: normalization)
    }
    head = try initial?.fill(model)
    var resolved = settings
    resolved.normalization = ChannelNormalization(normalization)
    trainer = try Trainer(
      resolved, model: model, images: parts.rest, compute: compute, memory: memory, ranks: ranks)
    validation = settings.validation > 0 ? parts.split : nil
  }

  private static func size(of set: ImageSet) -> String {
    "\(set.images.height) x \(set.images.width)"
  }
}

extension ChannelNormalization {
  /// Whether images can be normalised so.
  var isSound: Bool { (try? checked(path: "")) != nil }

  fileprivate func checked(path: String) throws(ModelError) -> Normalization {
    let metadata = ModelMetadata(
      architecture: nil, classNames: [], mean: mean, deviation: deviation)
    return try metadata.normalization(path: path)
  }
}

extension TrainingRun {
  /// A run from its settings, in a directory that exists and is now this process's alone.
  ///
  /// - Parameters:
  ///   - training: every training image, the validation part included.
  ///   - isResumed: goes on from what the directory holds.
  ///   - lock: the directory, if it is held already.
  ///   - probes: what else is measured after each epoch.
  package static func create(
    _ settings: TrainingSettings, directory: RunDirectory, training: ImageSet, test: ImageSet?,
    compute: Compute, checkpointInterval: Double = 120, isResumed: Bool = false,
    lock: HeldDirectory? = nil, probes: [TrainingProbe] = [], ranks: any Ranks = SingleRank()
  ) throws -> TrainingRun {
    let isWriter = ranks.rank == 0
    let lock = try lock ?? (isWriter ? HeldDirectory(existing: directory.path) : nil)
    let prepared = try PreparedTraining(
      settings, images: training, test: test, compute: compute,
      isResumed: isResumed && directory.hasCheckpoint, ranks: ranks)
    if !isResumed, isWriter {
      try directory.removeResults()
      try directory.writeConfiguration(prepared.trainer.settings.withAbsolutePaths())
    }
    let run = TrainingRun(
      prepared.trainer, directory: directory, validation: prepared.validation, test: test,
      scorer: Scorer(prepared.trainer.result, compute: compute),
      checkpointInterval: checkpointInterval, head: prepared.head, lock: lock,
      probes: probes)
    if isResumed { try run.resume() }
    // Before rank 0 writes over what the others read.
    try ranks.barrier()
    return run
  }
}
