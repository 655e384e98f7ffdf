import Architectures
import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Models
import NeuralNetwork
import Results

@testable import Training

extension FuzzedReaders {
  static let runs: [FuzzedReader] = [
    reader(
      "config", of: "config.json", thinning: 2,
      seeds: { try [SmallRun.settings, SmallRun.elaborate].map(SmallRun.configuration) },
      read: { directory in
        _ = try RunDirectory(directory).readConfiguration()
        _ = try RunDirectory(directory).holdsRun()
      }),
    reader(
      "metrics", of: "metrics.csv", thinning: 2,
      seeds: { Seeds.texts([EpochMetrics.csv((1...4).map(SmallRun.epoch))]) },
      read: { directory in
        let metrics = try EpochMetrics.read(RunDirectory(directory).metrics)
        // Whatever is read is drawn.
        _ = TrainingCurves.draw(metrics).document
      }),
    reader(
      "checkpoint", of: "checkpoint.safetensors", thinning: 100,
      seeds: { [try SmallRun.checkpoint()] }, repair: { Repair.safetensors($0) },
      read: { directory in
        let trainer = try SmallRun.trainer()
        _ = try RunDirectory(directory).readCheckpoint(
          into: trainer, fingerprint: trainer.fingerprint(validation: nil, test: nil))
      }),
  ]
}

/// A training run on a few small images.
enum SmallRun {
  static let settings = TrainingSettings(
    architecture: "resnet20", data: "noise", epochs: 3, batchSize: 2, learningRate: 0.1,
    optimizer: SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 5e-4),
    schedule: Schedule(kind: .multistep, milestones: [1, 2]), augmentation: "none",
    labelSmoothing: 0.1, limit: nil, seed: 1)

  static let elaborate: TrainingSettings = {
    var settings = Self.settings
    settings.recipe = "standard"
    settings.cutout = 4
    settings.averageDecay = 0.9
    settings.initialWeights = "model.safetensors"
    settings.trained = TrainedParameters(frozen: ["layer1"])
    settings.backgroundMasks = "data"
    settings.optimizer.clipNorm = 1
    return settings
  }()

  static func epoch(_ number: Int) -> EpochMetrics {
    EpochMetrics(
      epoch: number, steps: 10 * number, trainingLoss: 2 / Double(number), trainingAccuracy: 0.5,
      learningRate: 0.1, imagesPerSecond: 100, seconds: 1,
      probed: [EpochMetrics.Probed(name: "alignment", value: 0.25)])
  }

  static func configuration(_ settings: TrainingSettings) throws -> [UInt8] {
    try Seeds.inTemporaryDirectory { directory in
      let run = RunDirectory(directory)
      try run.writeConfiguration(settings)
      return try FileReader.bytes(of: run.configuration)
    }
  }

  static func trainer() throws -> Trainer {
    let set = ImageSet(
      images: ByteImages(
        count: 4, height: 8, width: 8,
        pixels: (0..<4 * 192).map { UInt8(truncatingIfNeeded: 7 * $0) }),
      labels: [0, 1, 2, 0], classNames: ["cat", "dog", "frog"])
    return try PreparedTraining(
      settings, images: set, compute: Compute(instructionSet: nil, threads: 1)
    ).trainer
  }

  static func weights() throws -> [UInt8] {
    let model = try trainer().model
    return try Seeds.written { try model.write(to: $0) }
  }

  static func checkpoint() throws -> [UInt8] {
    try Seeds.inTemporaryDirectory { directory in
      let (run, trainer) = (RunDirectory(directory), try trainer())
      try trainer.step()
      try run.writeCheckpoint(
        trainer, fingerprint: trainer.fingerprint(validation: nil, test: nil))
      return try FileReader.bytes(of: run.checkpoint)
    }
  }
}
