import Compute
import Datasets
import Explanations
import Images
import Interchange
import Models
import NeuralNetwork
import Pieces
import Terminal
import Training

/// A study under way, which can be taken up again.
struct StudyWork {
  /// All options that its results hang on.
  struct Settings: Encodable {
    var data: String
    var model: String?
    var training: TrainingSettings?
    var limit: Int?
    var top: Double
    var box: String
    var controlDraws: Int
    var seed: UInt64
  }

  private let work: UnfinishedWork
  private let settings: Settings
  private let resumes: Bool
  private let force: Bool
  private let console: Console

  /// - Parameter scorer: of the model that is studied; nil where it is still to be trained.
  /// - Throws: as ``UnfinishedWork``.
  init(
    in directory: String, settings: Settings, test: ImageSet, scorer: Scorer?, resumes: Bool,
    force: Bool, console: Console
  ) throws {
    self.settings = settings
    self.resumes = resumes
    self.force = force
    self.console = console
    work = try UnfinishedWork(
      in: directory, settings: settings,
      fingerprint: try WorkFingerprint(
        ImagesToExplain(images: test.images, labels: test.labels), scorer),
      resume: resumes, force: force, console: console)
  }

  /// Everything is written.
  func finish() throws { try work.finish() }

  /// Trains the network to study, or goes on with that.
  func train(
    _ training: ImageSet, _ test: ImageSet, _ compute: Compute
  ) throws -> (
    scorer: Scorer, metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    let run = try run(training, test, compute)
    try Work.train(
      run, console: console, resumption: "the same command, with --resume")
    run.scorer.parametersChanged()
    return (run.scorer, run.metrics, settings.training, run.directory.path)
  }

  private func run(
    _ training: ImageSet, _ test: ImageSet, _ compute: Compute
  ) throws -> TrainingRun {
    guard let settings = settings.training else { preconditionFailure("a model was given") }
    let directory = RunDirectory(work.directory + "/run")
    let goesOn = try resumes && hasBegun(settings, in: directory)
    let held: HeldDirectory
    do {
      held =
        goesOn
        ? try ResultDirectory.resume(directory.path)
        : try ResultDirectory.take(directory.path, force: force || resumes, for: .trainingRun)
    } catch {
      try abandon()
      throw error
    }
    do {
      return try TrainingRun.create(
        settings, directory: directory, training: training, test: test, compute: compute,
        isResumed: goesOn, lock: held)
    } catch {
      held.release()
      try abandon()
      throw error
    }
  }

  /// A study that could not even begin leaves nothing to go on with.
  private func abandon() throws {
    if !resumes { try work.finish() }
  }

  /// Whether a training with these settings is in the directory, and not one of an earlier study.
  private func hasBegun(_ settings: TrainingSettings, in run: RunDirectory) throws -> Bool {
    guard try run.holdsRun() else { return false }
    var former = try run.readConfiguration()
    former.normalization = nil
    return try former == settings.withAbsolutePaths()
  }
}
