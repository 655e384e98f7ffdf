import Architectures
import Compute
import Datasets
import Foundation
import Images
import Interchange
import Misclassification
import NeuralNetwork
import Pieces
import Ranks
import Results
import Terminal
import Text
import Training

/// `misclass train`: trains a network, in a directory of its own.
enum TrainCommand {
  struct Options: ResultOptions {
    let training = TrainingOptions()
    let out = Option("out", "RUN", .outputDirectory, help: "Directory of the run.")
    let resume = Option(
      "resume", "RUN", .inputPath,
      help: "Go on with a run that was stopped; its config.json says the rest.")
    let dryRun = Option(
      flag: "dry-run",
      help: "Write nothing; print parameters, MACs, memory, steps and the time they would take.")
    let interval = Option(
      "checkpoint-every", "SECONDS", .positive,
      help: "Longest time between checkpoints within an epoch; changes no result.", default: 120
    ).advanced
    let requeue = Option(
      flag: "requeue",
      help: "Begin the run in --out, or go on with it if it was begun: for jobs that a scheduler "
        + "starts again."
    ).advanced
    let mpi = Option(
      "mpi", "LIB", .string,
      help: "The MPI library through which processes that mpirun or srun started train together.",
      otherwise: "MPICH's, Open MPI's or one of the standard interface, where a launcher is at work"
    ).advanced
    let json = Option(
      flag: "json", help: "With --dry-run, or for the accuracy at the end: print JSON.")

    /// Why options do not go with `--resume`.
    static let settled = "config.json of the run tells it"

    var rules: [OptionRule] {
      [
        .atLeastOne(of: training.data, resume), .atLeastOne(of: out, resume, dryRun),
        .option(requeue, excludes: [resume, dryRun], because: "it says what is gone on with"),
        .option(resume, excludes: [out, CommonOptions().seed], because: Self.settled),
        .option(resume, excludesAllOf: training, because: Self.settled),
      ]
    }
  }

  static let command = Command(
    "train", summary: "Train a network",
    discussion: """
      Writes to the run's directory: config.json (every setting), metrics.csv (a line per epoch), \
      curves.svg (loss and accuracy by epoch), model.safetensors (weights with PyTorch's names), \
      checkpoint.safetensors and, at the end, predictions.csv for the test images.

      model.safetensors is the epoch that classifies the images of --validation best, of equal \
      ones the earlier; without --validation it is the last epoch. The test images are evaluated \
      after each epoch for the metrics; nothing is ever chosen by them.

      Ctrl-C stops after the step at hand and keeps it. A run that ended in any way (Ctrl-C, a \
      kill, loss of power, a full disk) goes on with --resume, to the same bits as if it had \
      never stopped. SIGTERM, SIGUSR1 and SIGUSR2 stop it likewise, with exit code 75; with \
      --requeue the same command then goes on.

      Under mpirun or srun the processes share the work of each batch. The same run comes to the \
      same bits on any number of them, and can go on with another number.
      """,
    examples: [
      "misclass train --arch resnet20 --data cifar-10-batches-bin --out run --recipe quick",
      "misclass train --data cifar-10-batches-bin --out run --recipe fast",
      "misclass train --resume run",
      "misclass train --arch vgg16 --data cifar-10-batches-bin --recipe paper --dry-run",
      "misclass train --arch resnet50 --data cifar-10-batches-bin --out run --precision bf16",
      "misclass train --init run --data planted --train-only linear --out head",
      "mpirun -n 4 misclass train --arch resnet20 --data DIR --out run --threads 8",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    try run(arguments) { _ in }
  }

  /// Trains as the arguments say, or goes on.
  ///
  /// - Parameter change: of the settings of a fresh run.
  static func run(
    _ arguments: Arguments<Options>, change: (inout TrainingSettings) throws -> Void
  ) throws {
    let environment = ProcessInfo.processInfo.environment
    guard arguments.mpi != nil || MPIRanks.isLaunched(in: environment) else {
      return try run(arguments, SingleRank(), change)
    }
    let ranks = try MPIRanks(library: arguments.mpi, environment: environment)
    do {
      try run(arguments, ranks, change)
      ranks.finish()
    } catch let error as Interrupted {
      ranks.finish()
      throw error
    } catch {
      // The others wait for this rank, and would for ever.
      Console().error(
        "rank \(ranks.rank): " + Misclass.text(for: error), program: "misclass")
      ranks.abort(code: ExitCode(for: error, others: Misclass.exitCode).rawValue)
      throw error
    }
  }

  private static func run(
    _ arguments: Arguments<Options>, _ ranks: any Ranks,
    _ change: (inout TrainingSettings) throws -> Void
  ) throws {
    let compute = try arguments.common.compute()
    let isWriter = ranks.rank == 0
    let console = isWriter ? Console(arguments.common) : Console(quiet: true)
    if let ranks = ranks as? MPIRanks {
      console.message("\(NumberText.counted(ranks.count, "rank")) through \(ranks.description)")
    }
    let isForced = arguments.common.force
    let resumed = try resumed(arguments, ranks)
    // Before its files are read, lest another process change them.
    var held =
      arguments.dryRun || !isWriter ? nil : try resumed.map { try ResultDirectory.resume($0.path) }
    defer { held?.release() }
    var settings = try resumed?.readConfiguration() ?? fresh(arguments, change, ranks)
    if arguments.requeue, let resumed { try check(settings, of: resumed, arguments, change, ranks) }
    // Before anything is read or written.
    _ = try Environment.compute(compute, in: settings.precision)
    guard settings.microBatch != nil || ranks.count == 1 else {
      throw UsageError(
        "the run was begun without --micro-batch, so its batches cannot be shared; expected one "
          + "rank, found \(ranks.count)")
    }
    let directory = resumed ?? (arguments.dryRun ? nil : arguments.out.map { RunDirectory($0) })
    if resumed == nil, isWriter, let directory {
      try OutputDirectory.check(directory.path, force: isForced)
    }

    let source = try DataSource(
      parsing: settings.data,
      reading: arguments.training.pictures.reading(otherwise: settings.pictures))
    // Pictures are read ahead of the steps, by threads of their own.
    let data = try TrainingData(
      settings, from: source, workers: Workers(threads: compute.workers.threads))
    let (training, test) = (data.training, data.test)
    if settings.normalization == nil, !settings.keepsNormalization {
      settings.normalization = data.normalization
    }
    try checkPrefixes(settings, training)
    guard let directory, !arguments.dryRun else {
      return try showPlan(arguments, settings, training, test, compute)
    }

    let probe = try settings.alignment.map {
      try AlignmentProbe.make(
        $0, test: test, whole: data.testCount, source: source, seed: settings.seed, compute)
    }
    if isWriter {
      held =
        try held ?? ResultDirectory.take(directory.path, force: isForced, for: .trainingRun)
    }
    let run = try TrainingRun.create(
      settings, directory: directory, training: training, test: test, compute: compute,
      checkpointInterval: arguments.interval, isResumed: resumed != nil, lock: held,
      probes: probe.map { [$0] } ?? [], ranks: ranks)
    try Work.train(run, console: console)
    if isWriter { try finish(run, data, settings, arguments, compute) }
  }

  private static func fresh(
    _ arguments: Arguments<Options>, _ change: (inout TrainingSettings) throws -> Void,
    _ ranks: any Ranks
  ) throws -> TrainingSettings {
    var settings = try arguments.training.settings(data: arguments.training.data ?? "")
    if ranks is MPIRanks { settings.microBatch = settings.microBatch ?? microBatchOfRanks }
    try change(&settings)
    return settings
  }

  /// Images of a piece where several ranks may share a batch and the user does not say.
  private static let microBatchOfRanks = 32

  /// The run to go on with: what rank 0 finds, as it may write before others look.
  private static func resumed(
    _ arguments: Arguments<Options>, _ ranks: any Ranks
  ) throws -> RunDirectory? {
    if let path = arguments.resume { return RunDirectory(path) }
    guard arguments.requeue, let path = arguments.out else { return nil }
    let directory = RunDirectory(path)
    return try ranks.first(directory.holdsRun() ? 1 : 0) == 1 ? directory : nil
  }

  /// - Throws: `UsageError` where the run was begun with other settings than are asked for now.
  private static func check(
    _ former: TrainingSettings, of run: RunDirectory, _ arguments: Arguments<Options>,
    _ change: (inout TrainingSettings) throws -> Void, _ ranks: any Ranks
  ) throws {
    var former = former
    former.normalization = nil
    guard try former == fresh(arguments, change, ranks).withAbsolutePaths() else {
      throw UsageError(
        "--requeue: \(run.path) was begun with other settings than are asked for now")
    }
  }

  /// Predicts the test images, and tells how good the network is.
  private static func finish(
    _ run: TrainingRun, _ data: TrainingData, _ settings: TrainingSettings,
    _ arguments: Arguments<Options>, _ compute: Compute
  ) throws {
    let directory = run.directory
    let place = ShellWord.quoted(directory.path)
    guard let test = data.test else {
      return try Ending(
        text: "", files: [directory.path],
        next: "misclass predict --model \(place) --data DIR --out predictions.csv"
      ).show(arguments.common)
    }
    let predictions = try run.predictTest(
      test, console: Console(arguments.common), compute: compute)
    try predictions.write(to: directory.predictions)
    let next =
      "misclass report --predictions \(place)/predictions.csv --data "
      + "\(ShellWord.quoted(settings.data)) --run \(place) --out report.html"
    if settings.subset != nil, let whole = data.wholeTest {
      let accuracy = try run.subsetAccuracy(reduced: test, whole: whole, compute)
      try JSON.write(accuracy, to: directory.path + "/subsets.json")
      try arguments.finish(accuracy, accuracy, wrote: [directory.path], next: next)
    } else {
      let accuracy = Accuracy(predictions)
      try arguments.finish(accuracy, accuracy, wrote: [directory.path], next: next)
    }
  }

  private static func checkPrefixes(
    _ settings: TrainingSettings, _ training: ImageSet
  ) throws {
    guard let architecture = Architecture.named(settings.architecture) else { return }
    let graph = try architecture.graph(
      input: Shape(training.images.height, training.images.width, ByteImages.channels),
      classes: training.classNames.count)
    try settings.trained.checkPrefixes(of: graph)
  }

  private static func showPlan(
    _ arguments: Arguments<Options>, _ settings: TrainingSettings, _ training: ImageSet,
    _ test: ImageSet?, _ compute: Compute
  ) throws {
    let prepared = try PreparedTraining(
      settings, images: training, test: test, compute: compute)
    let plan = try TrainingPlan(prepared, test: test, compute: compute)
    try arguments.finish(plan, plan.text)
  }
}
