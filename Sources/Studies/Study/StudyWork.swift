import Compute
import Datasets
import Explanations
import Models
import NeuralNetwork
import Pieces
import Terminal
import Training

/// A study under way, which can be taken up again.
struct StudyWork {
  /// All that its results hang on.
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
  ///
  /// - Parameter resumption: the command that goes on with it.
  func train(
    _ images: ImageSet, _ test: ImageSet, _ compute: Compute, resumption: String
  ) throws -> (
    scorer: Scorer, metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    guard let settings = settings.training else { preconditionFailure("a model was given") }
    let training = StudyTraining(
      settings: settings, directory: RunDirectory(work.directory + "/run"), resumes: resumes,
      force: force)
    let run: TrainingRun
    do {
      run = try training.begin(images, test, compute)
    } catch {
      try abandon()
      throw error
    }
    return (
      try StudyTraining.finish(run, console, resumption: resumption), run.metrics, settings,
      run.directory.path
    )
  }

  /// A study that could not even begin leaves nothing to go on with.
  private func abandon() throws {
    if !resumes { try work.finish() }
  }
}
