import Foundation
import Interchange
import Ranks
import Results
import Studies
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
    _ arguments: Arguments<Options>, change: @escaping (inout TrainingSettings) throws -> Void
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
    _ change: @escaping (inout TrainingSettings) throws -> Void
  ) throws {
    var session = TrainingSession(
      ranks, try arguments.common.compute(), pictures: arguments.training.pictures.request()
    ) {
      var settings = try arguments.training.settings(data: arguments.training.data ?? "")
      try change(&settings)
      return settings
    }
    (session.directory, session.resumed) = (arguments.out, arguments.resume)
    (session.requeue, session.isPlanOnly) = (arguments.requeue, arguments.dryRun)
    session.force = arguments.common.force
    session.interval = arguments.interval
    session.resumption = "misclass train --resume \(arguments.resume ?? arguments.out ?? "RUN")"
    try finish(session.run(), arguments)
  }

  /// Tells how good the network is.
  private static func finish(
    _ outcome: TrainingSession.Outcome, _ arguments: Arguments<Options>
  ) throws {
    switch outcome {
    case .followed: break
    case .plan(let plan): try arguments.finish(plan, plan.text)
    case .trained(let run, _, nil):
      try Ending(
        text: "", files: [run.path],
        next: "misclass predict --model \(ShellWord.quoted(run.path)) --data DIR --out "
          + "predictions.csv"
      ).show(arguments.common)
    case .trained(let run, let settings, let accuracy?):
      try arguments.finish(accuracy, accuracy, wrote: [run.path], next: report(run, settings))
    case .trainedOnSubsets(let run, let settings, let accuracy):
      try arguments.finish(accuracy, accuracy, wrote: [run.path], next: report(run, settings))
    }
  }

  private static func report(_ run: RunDirectory, _ settings: TrainingSettings) -> String {
    let place = ShellWord.quoted(run.path)
    return "misclass report --predictions \(place)/predictions.csv --data "
      + "\(ShellWord.quoted(settings.data)) --run \(place) --out report.html"
  }
}
