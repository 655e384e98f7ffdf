import Architectures
package import Compute
import Datasets
import Images
import Interchange
import Misclassification
import NeuralNetwork
import Pieces
package import Ranks
package import Results
import Terminal
import Text
package import Training

/// A training run that is begun, gone on with, or only planned.
package struct TrainingSession {
  /// The settings of a fresh run.
  private let fresh: () throws -> TrainingSettings
  private let ranks: any Ranks
  private let compute: Compute
  /// Rank 0 speaks for all.
  private let console: Console
  /// The directory of a fresh run.
  package var directory: String?
  /// The run to go on with.
  package var resumed: String?
  /// Goes on with what is in the directory, if a run with the same settings was begun there.
  package var requeue = false
  /// Writes nothing.
  package var isPlanOnly = false
  package var force = false
  /// Seconds between checkpoints within an epoch, at most.
  package var interval = 120.0
  package var pictures: PictureRequest
  /// The command that goes on with the run.
  package var resumption = ""

  /// - Parameter fresh: the settings of a fresh run.
  package init(
    _ ranks: any Ranks, _ compute: Compute, pictures: PictureRequest,
    fresh: @escaping () throws -> TrainingSettings
  ) {
    self.fresh = fresh
    self.ranks = ranks
    self.compute = compute
    self.pictures = pictures
    console = ranks.rank == 0 ? pictures.console : Console(quiet: true)
  }

  /// What a session ends with.
  package enum Outcome {
    case plan(TrainingPlan)
    /// Nil where there are no test images.
    case trained(RunDirectory, TrainingSettings, Accuracy?)
    case trainedOnSubsets(RunDirectory, TrainingSettings, SubsetAccuracy)
    /// Another rank tells.
    case followed
  }

  package func run() throws -> Outcome {
    let isWriter = ranks.rank == 0
    if let ranks = ranks as? MPIRanks {
      console.message("\(NumberText.counted(ranks.count, "rank")) through \(ranks.description)")
    }
    let resumed = try runToResume()
    // Before its files are read, lest another process change them.
    var held =
      isPlanOnly || !isWriter ? nil : try resumed.map { try ResultDirectory.resume($0.path) }
    defer { held?.release() }
    var settings = try resumed?.readConfiguration() ?? freshSettings()
    if requeue, let resumed { try check(settings, of: resumed) }
    // Before anything is read or written.
    _ = try compute.with(settings.precision)
    guard settings.microBatch != nil || ranks.count == 1 else {
      throw StudyError.wholeBatches(ranks: ranks.count)
    }
    let directory = resumed ?? (isPlanOnly ? nil : self.directory.map { RunDirectory($0) })
    if resumed == nil, isWriter, let directory {
      try OutputDirectory.check(directory.path, force: force)
    }

    let source = try DataSource(
      parsing: settings.data, reading: pictures.reading(otherwise: settings.pictures))
    // Pictures are read ahead of the steps, by threads of their own.
    let data = try TrainingData(
      settings, from: source, workers: Workers(threads: compute.workers.threads))
    if settings.normalization == nil, !settings.keepsNormalization {
      settings.normalization = data.normalization
    }
    try checkPrefixes(settings, data.training)
    guard let directory, !isPlanOnly else { return .plan(try plan(settings, data)) }

    let probe = try settings.alignment.map {
      try AlignmentProbe.make(
        $0, test: data.test, whole: data.testCount, source: source, seed: settings.seed, compute)
    }
    if isWriter {
      held = try held ?? ResultDirectory.take(directory.path, force: force, for: .trainingRun)
    }
    let run = try TrainingRun.create(
      settings, directory: directory, training: data.training, test: data.test, compute: compute,
      checkpointInterval: interval, isResumed: resumed != nil, lock: held,
      probes: probe.map { [$0] } ?? [], ranks: ranks)
    try Work.train(run, console: console, resumption: resumption)
    return isWriter ? try finish(run, data, settings) : .followed
  }

  private func freshSettings() throws -> TrainingSettings {
    var settings = try fresh()
    if ranks is MPIRanks { settings.microBatch = settings.microBatch ?? Self.microBatchOfRanks }
    return settings
  }

  /// Images of a piece where several ranks may share a batch and nobody says.
  private static let microBatchOfRanks = 32

  /// The run to go on with: what rank 0 finds, as it may write before others look.
  private func runToResume() throws -> RunDirectory? {
    if let resumed { return RunDirectory(resumed) }
    guard requeue, let path = directory else { return nil }
    let directory = RunDirectory(path)
    return try ranks.first(directory.holdsRun() ? 1 : 0) == 1 ? directory : nil
  }

  /// - Throws: `StudyError` where the run was begun with other settings than are asked for now.
  private func check(_ former: TrainingSettings, of run: RunDirectory) throws {
    var former = former
    former.normalization = nil
    guard try former == freshSettings().withAbsolutePaths() else {
      throw StudyError.begunOtherwise(run: run.path)
    }
  }

  /// - Throws: `StudyError` for a beginning of names that no parameter has.
  private func checkPrefixes(_ settings: TrainingSettings, _ training: ImageSet) throws {
    guard let architecture = Architecture.named(settings.architecture) else { return }
    let graph = try architecture.graph(
      input: Shape(training.images.height, training.images.width, ByteImages.channels),
      classes: training.classNames.count)
    let trained = settings.trained
    guard let unknown = trained.unknown(in: graph).first else { return }
    let prefixes = TrainedParameters.prefixes(of: graph)
    throw StudyError.unknownParameters(
      prefix: unknown,
      role: trained.frozen.contains(unknown)
        ? .frozen : trained.only.contains(unknown) ? .only : .until,
      network: graph.name, top: prefixes.filter { !$0.contains(".") },
      nearest: Spelling.nearest(to: unknown, among: prefixes))
  }

  private func plan(_ settings: TrainingSettings, _ data: TrainingData) throws -> TrainingPlan {
    let prepared = try PreparedTraining(
      settings, images: data.training, test: data.test, compute: compute)
    return try TrainingPlan(prepared, test: data.test, compute: compute)
  }

  /// Predicts the test images, and tells how good the network is.
  private func finish(
    _ run: TrainingRun, _ data: TrainingData, _ settings: TrainingSettings
  ) throws -> Outcome {
    let directory = run.directory
    guard let test = data.test else { return .trained(directory, settings, nil) }
    let predictions = try run.predictTest(test, console: console, compute: compute)
    try predictions.write(to: directory.predictions)
    guard settings.subset != nil, let whole = data.wholeTest else {
      return .trained(directory, settings, Accuracy(predictions))
    }
    let accuracy = try run.subsetAccuracy(reduced: test, whole: whole, compute)
    try JSON.write(accuracy, to: directory.path + "/subsets.json")
    return .trainedOnSubsets(directory, settings, accuracy)
  }
}
