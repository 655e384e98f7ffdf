import Architectures
import Compute
import Datasets
import Foundation
import Images
import Interchange
import Misclassification
import NeuralNetwork
import Results
import Terminal
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
    let json = Option(
      flag: "json", help: "With --dry-run, or for the accuracy at the end: print JSON.")

    /// Why options do not go with `--resume`.
    static let settled = "config.json of the run tells it"

    var rules: [OptionRule] {
      [
        .atLeastOne(of: training.data, resume), .atLeastOne(of: out, resume, dryRun),
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
      never stopped.
      """,
    examples: [
      "misclass train --arch resnet20 --data cifar-10-batches-bin --out run --recipe quick",
      "misclass train --resume run",
      "misclass train --arch vgg16 --data cifar-10-batches-bin --recipe paper --dry-run",
      "misclass train --init run --data planted --train-only linear --out head",
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
    let compute = try arguments.common.compute()
    let console = Console(arguments.common)
    let isForced = arguments.common.force
    let resumed = arguments.resume.map { RunDirectory($0) }
    // Before its files are read, lest another process change them.
    var held = arguments.dryRun ? nil : try resumed.map { try ResultDirectory.resume($0.path) }
    defer { held?.release() }
    var settings = try resumed?.readConfiguration() ?? fresh(arguments, change)
    let directory = resumed ?? (arguments.dryRun ? nil : arguments.out.map { RunDirectory($0) })
    if resumed == nil, let directory {
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
    held =
      try held ?? ResultDirectory.take(directory.path, force: isForced, for: .trainingRun)
    let run = try TrainingRun.create(
      settings, directory: directory, training: training, test: test, compute: compute,
      checkpointInterval: arguments.interval, isResumed: resumed != nil, lock: held,
      probes: probe.map { [$0] } ?? [])
    try Work.train(run, console: console)
    try finish(run, data, settings, arguments, compute)
  }

  private static func fresh(
    _ arguments: Arguments<Options>, _ change: (inout TrainingSettings) throws -> Void
  ) throws -> TrainingSettings {
    var settings = try arguments.training.settings(data: arguments.training.data ?? "")
    try change(&settings)
    return settings
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
      let accuracy = try SubsetAccuracy(run, reduced: test, whole: whole, compute)
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
