import Architectures
import Compute
import Datasets
import Explanations
import Foundation
import Images
import Models
import NeuralNetwork
import Pieces
import Results
import Terminal
import Training

/// `misclass study`: the whole job in one go, ending in a report.
enum StudyCommand {
  struct Options: OptionGroup {
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where everything goes.")
    let resume = Option(
      flag: "resume", help: "Go on with a study into this directory that was stopped.")
    let requeue = Option.requeue
    let data = Option(
      "data", "DIR", .inputPath, help: "CIFAR-10 binary files, or planted or planted:SEED.",
      default: "planted")
    let model = Option(
      "model", "FILE|RUN", .inputPath, help: "Study this model instead of training one.")
    let architecture = Option.architecture(otherwise: "resnet20, or what the model says")
    let stem = Option.stem(otherwise: "cifar, or what the model says")
    let epochs = Option(
      "epochs", "N", .int(in: 1...100_000), help: "Times every training image is shown.",
      otherwise: "8 for planted data, else 10")
    let limit = Option(
      "limit", "N", .int(in: 1...Int.max), help: "Train on, and study, the first N images only.")
    let top = Option(
      "top", "SHARE", .double(in: 0...1), help: "Share of pixels that get a box.", default: 0.05)
    let box = Option(
      "box", "HEIGHTxWIDTH", .box, help: "Box around each of them.", default: .usual)
    let batchSize = Option(
      "batch-size", "N", .int(in: 1...4096), help: "Images per training step.", default: 64
    ).advanced
    let rate = Option(
      "lr", "RATE", .double(in: 1e-12...1e12), help: "Highest learning rate.", default: 0.05
    ).advanced
    let average = Option(
      "average", "DECAY", .double(in: 0...0.999999),
      help: "What a step keeps of the moving average of the weights.",
      otherwise: "0.99 for planted data, else no average"
    ).advanced
    let mean = Option(
      "mean", "R,G,B", .channels, help: "With --model: channel means it was trained with."
    ).advanced
    let deviation = Option(
      "std", "R,G,B", .deviations, help: "With --model: channel standard deviations likewise."
    ).advanced
    let controlDraws = Option(
      "control-draws", "N", .int(in: 1...100), help: "How often random boxes are drawn.",
      default: 3
    ).advanced

    var rules: [OptionRule] {
      [
        .option(
          model, excludes: [epochs, rate, average], because: "it is for training"),
        .option(mean, needs: model), .option(deviation, needs: model),
      ]
    }
  }

  static let command = Command(
    "study", summary: "Train, count confusions, erase their causes, and report, in one go",
    discussion: """
      Trains a network (or takes --model), classifies the test images, counts its confusions, \
      finds the pixels behind each mistake, erases boxes around them beside random boxes over the \
      same area, and classifies again. Without --data it draws the planted-cause set, in which \
      the cause of every mistake is known; nothing is downloaded.

      Writes to the directory: run/ (the training run), predictions.csv, heatmap.csv, heatmap.svg, \
      rates.csv, erasure.csv, summary.json, sheet.png and report.html.

      A study that was stopped goes on when the same command is given again with --resume, to the \
      same bytes as if it had never stopped.
      """,
    examples: [
      "misclass study --out study",
      "misclass study --data cifar-10-batches-bin --arch resnet20 --epochs 10 --out study",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let directory = arguments.out
    let goesOn = UnfinishedWork.goesOn(
      in: directory, resume: arguments.resume, requeue: arguments.requeue)
    if !goesOn {
      try OutputDirectory.check(directory, force: arguments.common.force)
    }
    let compute = try arguments.common.compute()
    let console = Console(arguments.common)
    let source = try DataSource(parsing: arguments.data)
    let selection = try AnchorSelection(fraction: arguments.top)
    let settings = try trainingSettings(arguments, source)
    let planted = try source.loadPlanted(.test, workers: compute.workers)
    let test = try (planted?.set ?? source.load(.test, workers: compute.workers))
      .limited(to: arguments.limit)
    // What would end the study after the training is asked before it.
    try arguments.box.check(height: test.images.height, width: test.images.width)

    let given = try arguments.model.map {
      (path: $0, scorer: try scorer($0, arguments, test, compute, console))
    }
    let work = try StudyWork(
      in: directory,
      settings: .init(
        data: source.description, model: given?.path, training: given == nil ? settings : nil,
        limit: arguments.limit, top: arguments.top, box: arguments.box.description,
        controlDraws: arguments.controlDraws, seed: arguments.common.seed),
      test: test, scorer: given?.scorer, resumes: goesOn,
      force: arguments.common.force, console: console)
    let trained =
      if let given {
        (
          scorer: given.scorer, metrics: [EpochMetrics](), settings: TrainingSettings?.none,
          model: given.path
        )
      } else {
        try work.train(
          source.load(.train, workers: compute.workers).limited(to: arguments.limit), test,
          compute)
      }
    let model = trained.scorer.model
    let findings = StudyFindings(
      data: source.description, test: test,
      causes: planted?.records.prefix(test.count).map(\.cause.rawValue),
      network: (model.graph.name, model.graph.parameterCount), metrics: trained.metrics,
      settings: trained.settings, model: trained.model)
    let study = try Study(
      directory: directory, findings: findings, scorer: trained.scorer, compute: compute,
      console: console,
      known: source.loadKnownCauses(.test, workers: compute.workers)?.prefix(test.count))
    let options = ErasureExperiment.Options(
      selection: selection, box: arguments.box, fill: .zero, sparing: nil,
      method: GradientSaliency(target: .predicted, reduction: .max),
      seed: arguments.common.seed, controlDraws: arguments.controlDraws)
    let outcome = try study.run(options)
    try work.finish()
    try Ending(
      text: outcome.text, files: outcome.files,
      next: "misclass report --predictions \(ShellWord.quoted(directory))/predictions.csv --data "
        + "\(ShellWord.quoted(source.description)) --out details.html"
    ).show(arguments.common)
  }

  private static func trainingSettings(
    _ arguments: Arguments<Options>, _ source: DataSource
  ) throws -> TrainingSettings {
    var settings = TrainingSettings.brief(
      try (arguments.architecture ?? .standard).with(arguments.stem).name, source,
      epochs: arguments.epochs, limit: arguments.limit, seed: arguments.common.seed)
    settings.batchSize = arguments.batchSize
    settings.learningRate = arguments.rate
    settings.averageDecay = arguments.average ?? settings.averageDecay
    return settings
  }

  /// The model that was given.
  private static func scorer(
    _ path: String, _ arguments: Arguments<Options>, _ test: ImageSet, _ compute: Compute,
    _ console: Console
  ) throws -> Scorer {
    let hints = Model.Hints(
      architecture: arguments.architecture, stem: arguments.stem, mean: arguments.mean,
      deviation: arguments.deviation)
    return try Scorer.reading(
      [path], hints: hints, batch: arguments.batchSize, for: test, compute, console)
  }
}
