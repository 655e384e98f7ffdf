import Architectures
import Datasets
import Misclassification
import NeuralNetwork
import Tensors
import Terminal
import Training

extension TrainingRun {
  /// A run with a fresh model, normalised by its training images.
  static func create(
    _ settings: TrainingSettings, directory: RunDirectory, training: ImageSet, test: ImageSet?,
    compute: Compute
  ) throws -> TrainingRun {
    guard let architecture = Architecture.named(settings.architecture) else {
      throw ModelError.unsupportedArchitecture(
        path: directory.configuration, name: settings.architecture)
    }
    let model = try Model(
      architecture: architecture,
      input: Shape(training.images.height, training.images.width, ByteImages.channels),
      classes: training.classNames.count,
      normalization: ChannelStatistics(of: training.images).normalization(),
      classNames: training.classNames)
    model.parameters.initialize(seed: settings.seed)
    let trainer = try Trainer(settings, model: model, images: training, compute: compute)
    return TrainingRun(
      trainer, directory: directory, test: test, scorer: Scorer(model, compute: compute))
  }

  func predictTest(_ test: ImageSet, console: Console) throws -> Predictions {
    scorer.parametersChanged()
    return try Work.predict(test, scorer, source: directory.predictions, console: console)
  }
}

extension Work {
  /// Trains to the end with a meter, or throws `Interrupted` once the checkpoint is written.
  static func train(_ run: TrainingRun, console: Console) throws {
    let trainer = run.trainer
    let meter = console.progress(
      "train", total: trainer.totalSteps * trainer.batchSize, unit: "images")
    let isFinished = try run.run(shouldStop: { Interruption.isRequested }) { event in
      switch event {
      case .step(let steps): meter.advance(to: steps * trainer.batchSize)
      case .epoch(let metrics): meter.message(line(metrics, of: trainer.settings.epochs))
      }
    }
    meter.finish()
    if !isFinished {
      console.message("stopped; go on with: misclass train --resume \(run.directory.path)")
      throw Interrupted()
    }
  }

  private static func line(_ metrics: EpochMetrics, of epochs: Int) -> String {
    let test = metrics.testAccuracy.map { ", test \(percent($0))" } ?? ""
    let loss = (metrics.trainingLoss * 1000).rounded() / 1000
    return "epoch \(metrics.epoch)/\(epochs): loss \(loss), "
      + "training \(percent(metrics.trainingAccuracy))\(test), "
      + "\(Int(metrics.imagesPerSecond)) images/s"
  }
}
