import Compute
import Datasets
import Interchange
import Models
import NeuralNetwork
import Pieces
import Terminal
import Training

/// The training of a network that is to be studied, or its continuation.
struct StudyTraining {
  let settings: TrainingSettings
  let directory: RunDirectory
  /// Goes on with what is there, where it was begun with the same settings.
  let resumes: Bool
  let force: Bool

  /// - Throws: as `ResultDirectory` for a directory that is not to be written into, and as
  ///   `TrainingRun` for settings that do not fit the data.
  func begin(
    _ training: ImageSet, _ test: ImageSet, _ compute: Compute, probes: [TrainingProbe] = []
  ) throws -> TrainingRun {
    let goesOn = try resumes && hasBegun()
    let held =
      goesOn
      ? try ResultDirectory.resume(directory.path)
      : try ResultDirectory.take(directory.path, force: force || resumes, for: .trainingRun)
    do {
      // What a run goes on with is in its own settings, such as the statistics of the images.
      let settings = try goesOn ? directory.readConfiguration() : settings
      return try TrainingRun.create(
        settings, directory: directory, training: training, test: test, compute: compute,
        isResumed: goesOn, lock: held, probes: probes)
    } catch {
      held.release()
      throw error
    }
  }

  /// Trains to the end.
  ///
  /// - Parameter resumption: the command that goes on with it.
  /// - Returns: the trained network.
  static func finish(
    _ run: TrainingRun, _ console: Console, resumption: String
  ) throws -> Scorer {
    try Work.train(run, console: console, resumption: resumption)
    run.scorer.parametersChanged()
    return run.scorer
  }

  /// Whether a training with these settings is in the directory, and not one of an earlier study.
  private func hasBegun() throws -> Bool {
    guard try directory.holdsRun() else { return false }
    var (former, now) = (try directory.readConfiguration(), settings)
    former.normalization = nil
    now.normalization = nil
    return try former == now.withAbsolutePaths()
  }
}

extension TrainingSettings {
  /// Training as short as a study makes do with.
  static func brief(
    _ architecture: String, _ source: DataSource, epochs: Int?, limit: Int?, seed: UInt64
  ) -> TrainingSettings {
    var settings = TrainingSettings(
      architecture: architecture, data: source.description,
      epochs: epochs ?? (source.isPlanted ? 8 : 10), batchSize: 64, learningRate: 0.05,
      optimizer: SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 5e-4),
      schedule: Schedule(kind: .onecycle), augmentation: "crop-flip", labelSmoothing: 0,
      limit: limit, seed: seed)
    // A run this short is sensitive to rounding; the average is steadier.
    settings.averageDecay = source.isPlanted ? 0.99 : nil
    return settings
  }

  /// As a recipe says.
  static func following(
    _ recipe: Recipe, _ architecture: String, _ source: DataSource, epochs: Int?, seed: UInt64
  ) -> TrainingSettings {
    var settings = TrainingSettings(
      following: recipe, architecture: architecture, data: source.description, seed: seed)
    settings.epochs = epochs ?? recipe.epochs
    return settings
  }
}
