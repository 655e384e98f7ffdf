import Architectures
import Compute
import Datasets
import Explanations
import Foundation
import Images
import Models
import NeuralNetwork
import Results
import Terminal
import Training

/// `misclass study`: the whole job in one go, ending in a report.
enum StudyCommand {
  static let command = Command(
    "study", summary: "Train, count confusions, erase their causes, and report, in one go",
    discussion: """
      Trains a network (or takes --model), classifies the test images, counts its confusions, finds \
      the pixels behind each mistake, erases boxes around them beside random boxes over the same \
      area, and classifies again. Without --data it draws the planted-cause set, in which the cause \
      of every mistake is known; nothing is downloaded.

      Writes to the directory: run/ (the training run), predictions.csv, heatmap.csv, heatmap.svg, \
      rates.csv, erasure.csv, summary.json, sheet.png and report.html.
      """,
    examples: [
      "misclass study --out study",
      "misclass study --data cifar-10-batches-bin --arch resnet20 --epochs 10 --out study",
    ],
    options: [
      Option(
        "data", "DIR", help: "CIFAR-10 binary files, or planted or planted:SEED.",
        default: "planted"),
      Option("out", "DIR", help: "Where everything goes.", required: true),
      Option("model", "FILE|RUN", help: "Study this model instead of training one."),
      Option(
        "arch", "NAME", help: CommonInputs.architectureHelp,
        default: "resnet20, or what the model says"),
      Option("mean", "R,G,B", help: "With --model: channel means it was trained with."),
      Option("std", "R,G,B", help: "With --model: channel standard deviations likewise."),
      Option(
        "epochs", "N", help: "Times every training image is shown.",
        default: "8 for planted data, else 10"),
      Option("batch-size", "N", help: "Images per training step.", default: "64"),
      Option("lr", "RATE", help: "Highest learning rate.", default: "0.05"),
      Option(
        "average", "DECAY", help: "What a step keeps of the moving average of the weights.",
        default: "0.99 for planted data, else no average"),
      Option("limit", "N", help: "Train on, and study, the first N images only."),
      Option("top", "SHARE", help: "Share of pixels that get a box.", default: "0.05"),
      Option("box", "HEIGHTxWIDTH", help: "Box around each of them.", default: "3x3"),
      Option("control-draws", "N", help: "How often random boxes are drawn.", default: "3"),
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    try checkCombinations(arguments)
    let directory = try arguments.value("out", .string)
    try OutputDirectory.check(directory, force: arguments.isForced)
    let compute = try arguments.compute()
    let console = Console(arguments)
    let source = try DataSource(parsing: arguments.value("data", .string, default: "planted"))
    let selection = try AnchorSelection(
      fraction: arguments.value("top", .double(in: 0...1), default: 0.05))
    let box = try arguments.value("box", .box, default: BoxShape(height: 3, width: 3))
    let draws = try arguments.value("control-draws", .int(in: 1...100), default: 3)
    let settings = try trainingSettings(arguments, source)
    let planted = source.loadPlanted(.test, workers: compute.workers)
    let test = try arguments.limited(
      planted?.set ?? source.load(.test, workers: compute.workers))
    // What would end the study after the training is asked before it.
    try box.check(height: test.images.height, width: test.images.width)

    let trained = try scorer(arguments, settings, source, test, directory, compute, console)
    let model = trained.scorer.model
    let findings = StudyFindings(
      data: source.description, test: test,
      causes: planted?.records.prefix(test.count).map(\.cause.rawValue),
      network: (model.architecture.name, model.graph.parameterCount), metrics: trained.metrics,
      settings: trained.settings, model: trained.model)
    let study = Study(
      directory: directory, findings: findings, scorer: trained.scorer, compute: compute,
      console: console)
    let options = ErasureExperiment.Options(
      selection: selection, box: box, fill: .zero, sparing: nil,
      method: GradientSaliency(target: .predicted, reduction: .max),
      seed: try arguments.seed(), controlDraws: draws)
    try study.run(options)
    print(directory + "/report.html")
  }

  private static func checkCombinations(_ arguments: Arguments) throws {
    let model = arguments.isGiven("model")
    let excluded = model ? ["epochs", "lr", "average"] : ["mean", "std"]
    for option in excluded where arguments.isGiven(option) {
      throw UsageError(
        "--\(option) is for " + (model ? "training: leave it out with --model" : "--model only"),
        command: arguments.command)
    }
  }

  private static func trainingSettings(
    _ arguments: Arguments, _ source: DataSource
  ) throws -> TrainingSettings {
    var settings = TrainingSettings(
      architecture: try arguments.value("arch", .architecture, default: .standard).name,
      data: source.description,
      epochs: try arguments.value(
        "epochs", .int(in: 1...100_000), default: source.isPlanted ? 8 : 10),
      batchSize: try arguments.value("batch-size", .int(in: 1...4096), default: 64),
      learningRate: try arguments.value("lr", .double(in: 1e-12...1e12), default: 0.05),
      optimizer: SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 5e-4),
      schedule: Schedule(kind: .onecycle), augmentation: "crop-flip", labelSmoothing: 0,
      limit: try arguments.value(ifGiven: "limit", .int(in: 1...Int.max)),
      seed: try arguments.seed())
    // So short a training ends elsewhere with every rounding; the average is steadier.
    settings.averageDecay =
      try arguments.value(ifGiven: "average", .double(in: 0...0.999999))
      ?? (source.isPlanted ? 0.99 : nil)
    return settings
  }

  /// The model that was given, or one that is trained now.
  private static func scorer(
    _ arguments: Arguments, _ settings: TrainingSettings, _ source: DataSource, _ test: ImageSet,
    _ directory: String, _ compute: Compute, _ console: Console
  ) throws -> (
    scorer: Scorer, metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    if let model = try arguments.value(ifGiven: "model", .string) {
      let scorer = try arguments.scorer(of: [model], for: test, compute)
      try OutputDirectory.prepare(directory, force: arguments.isForced)
      return (scorer, [], nil, model)
    }
    let training = try arguments.limited(source.load(.train, workers: compute.workers))
    let path = directory + "/run"
    try OutputDirectory.prepare(path, force: arguments.isForced)
    let run: TrainingRun
    do {
      run = try TrainingRun.create(
        settings, directory: RunDirectory(path), training: training, test: test, compute: compute)
    } catch {
      for path in [path, directory] { RunDirectory(path).removeIfEmpty() }
      throw error
    }
    try run.directory.writeConfiguration(settings)
    try Work.train(run, console: console)
    run.scorer.parametersChanged()
    return (run.scorer, run.metrics, settings, path)
  }
}
