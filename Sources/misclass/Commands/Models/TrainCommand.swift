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
  static let command = Command(
    "train", summary: "Train a network",
    discussion: """
      Writes to the run's directory: config.json (every setting), metrics.csv (a line per epoch), \
      curves.svg (loss and accuracy by epoch), model.safetensors (weights with PyTorch's names), \
      checkpoint.safetensors and, at the end, predictions.csv for the test images.

      model.safetensors is the epoch that classifies the images of --validation best, of equal ones \
      the earlier; without --validation it is the last epoch. The test images are evaluated after \
      each epoch for the metrics; nothing is ever chosen by them.

      Ctrl-C stops after the step at hand and keeps it. A run that ended in any way (Ctrl-C, a kill, \
      loss of power, a full disk) goes on with --resume, to the same bits as if it had never stopped.
      """,
    examples: [
      "misclass train --arch resnet20 --data cifar-10-batches-bin --out run --recipe quick",
      "misclass train --resume run",
      "misclass train --arch vgg16 --data cifar-10-batches-bin --recipe paper --dry-run",
      "misclass train --init run --data planted --train-only linear --out head",
    ],
    options: [
      Option("out", "RUN", help: "Directory of the run."),
      Option(
        "resume", "RUN", help: "Go on with a run that was stopped; its config.json says the rest."),
    ] + TrainingOptions.options + [
      Option(
        "checkpoint-every", "SECONDS",
        help: "Longest time between checkpoints within an epoch; changes no result.",
        default: "120"),
      Option(
        "dry-run",
        help: "Write nothing; print parameters, MACs, memory, steps and the time they would take."),
      Option("json", help: "With --dry-run, or for the accuracy at the end: print JSON."),
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    try run(arguments) { try arguments.trainingSettings() }
  }

  /// Trains as the arguments say, or goes on.
  ///
  /// - Parameter settings: of a fresh run.
  static func run(_ arguments: Arguments, settings: () throws -> TrainingSettings) throws {
    let compute = try arguments.compute()
    let console = Console(arguments)
    let resumed = try resumedDirectory(arguments)
    var settings = try resumed?.readConfiguration() ?? settings()
    let interval = try arguments.value("checkpoint-every", .positive, default: 120)
    let isDryRun = arguments.flag("dry-run")
    let directory =
      try resumed ?? (isDryRun ? nil : RunDirectory(arguments.value("out", .string)))
    if resumed == nil, let directory {
      try OutputDirectory.check(directory.path, force: arguments.isForced)
    }

    let source = try DataSource(parsing: settings.data)
    let data = try TrainingData(settings, from: source, workers: compute.workers)
    let (training, test) = (data.training, data.test)
    if settings.normalization == nil, !settings.keepsNormalization {
      settings.normalization = data.normalization
    }
    try checkPrefixes(arguments, settings, training)
    guard let directory, !isDryRun else {
      return try printPlan(arguments, settings, training, test, compute)
    }

    let probe = try settings.alignment.map {
      try AlignmentProbe.make($0, test: test, source: source, seed: settings.seed, compute)
    }
    if resumed == nil { try OutputDirectory.prepare(directory.path, force: arguments.isForced) }
    let run: TrainingRun
    do {
      run = try TrainingRun.create(
        settings, directory: directory, training: training, test: test, compute: compute,
        checkpointInterval: interval, isResumed: resumed != nil, probes: probe.map { [$0] } ?? [])
    } catch {
      directory.removeIfEmpty()
      throw error
    }
    if resumed == nil { try directory.writeConfiguration(run.trainer.settings) }
    try Work.train(run, console: console)
    if let test {
      let predictions = try run.predictTest(test, console: console, compute: compute)
      try predictions.write(to: directory.predictions)
      if settings.subset == nil {
        try Work.printAccuracy(predictions, json: arguments.wantsJSON)
      } else if let whole = data.wholeTest {
        try Work.reportSubsets(
          run, reduced: test, whole: whole, json: arguments.wantsJSON, console: console, compute)
      }
    }
  }

  /// The directory to go on in; nothing that config.json tells may be told again.
  private static func resumedDirectory(_ arguments: Arguments) throws -> RunDirectory? {
    guard let path = try arguments.value(ifGiven: "resume", .string) else { return nil }
    let settled = ["out", "seed"] + TrainingOptions.options.map(\.name)
    if let option = settled.first(where: arguments.isGiven) {
      throw UsageError(
        "--\(option) cannot be changed by --resume: config.json of the run tells it",
        command: arguments.command)
    }
    return RunDirectory(path)
  }

  private static func checkPrefixes(
    _ arguments: Arguments, _ settings: TrainingSettings, _ training: ImageSet
  ) throws {
    guard let architecture = Architecture.named(settings.architecture) else { return }
    let graph = try architecture.graph(
      input: Shape(training.images.height, training.images.width, ByteImages.channels),
      classes: training.classNames.count)
    try arguments.checkPrefixes(settings.trained, of: graph)
  }

  private static func printPlan(
    _ arguments: Arguments, _ settings: TrainingSettings, _ training: ImageSet, _ test: ImageSet?,
    _ compute: Compute
  ) throws {
    let prepared = try PreparedTraining(
      settings, images: training, test: test, compute: compute)
    let plan = try TrainingPlan(prepared, test: test, compute: compute)
    if arguments.wantsJSON {
      try Work.printJSON(plan)
    } else {
      print(plan.text, terminator: "")
    }
  }
}
