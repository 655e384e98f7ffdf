import Architectures
import Datasets
import Foundation
import Interchange
import Misclassification
import NeuralNetwork
import Tensors
import Terminal
import Training

/// `misclass train`: a network from scratch, in a directory of its own.
enum TrainCommand {
  static let command = Command(
    "train", summary: "Train a network",
    discussion: """
      Writes to the run's directory: config.json (every setting), metrics.csv (a line per epoch), \
      model.safetensors (the weights after the last epoch, with PyTorch's names), \
      checkpoint.safetensors and, at the end, predictions.csv for the test images.

      The test images are evaluated after each epoch for the metrics; nothing is chosen by them. \
      Ctrl-C stops after the step at hand and keeps it; --resume goes on to the same bits.
      """,
    examples: [
      "misclass train --arch resnet20 --data cifar-10-batches-bin --out run --epochs 10",
      "misclass train --resume run",
    ],
    options: [
      Option(
        "arch", "NAME",
        help: "Network: \(Architecture.all.map(\.name).joined(separator: ", ")).",
        default: "resnet20"),
      Option("data", "DIR", help: "CIFAR-10 binary files, or planted or planted:SEED."),
      Option("out", "RUN", help: "Directory of the run."),
      Option("resume", "RUN", help: "Go on with a run that was stopped."),
      Option("epochs", "N", help: "Times every image is shown.", default: "10"),
      Option("batch-size", "N", help: "Images per step.", default: "128"),
      Option("lr", "RATE", help: "Learning rate, the schedule's highest.", default: "0.1"),
      Option("momentum", "M", help: "Momentum of SGD.", default: "0.9"),
      Option("no-nesterov", help: "Plain momentum instead of Nesterov's."),
      Option("weight-decay", "D", help: "L2 penalty on all parameters.", default: "0.0005"),
      Option(
        "schedule", "NAME",
        help:
          "Course of the rate: \(Schedule.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
        default: "onecycle"),
      Option("step-every", "EPOCHS", help: "For --schedule step.", default: "30"),
      Option(
        "milestones", "E,E,…", help: "Epochs at which --schedule multistep lowers the rate."),
      Option("step-factor", "F", help: "What step and multistep multiply by.", default: "0.1"),
      Option("warmup", "EPOCHS", help: "Epochs of a straight rise at the beginning.", default: "0"),
      Option(
        "augment", "NAME",
        help: "Random changes of training images: \(Augmentation.names.joined(separator: ", ")).",
        default: "crop-flip"),
      Option("label-smoothing", "S", help: "Share of the target spread evenly.", default: "0"),
      Option("limit", "N", help: "Train on the first N images only."),
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let compute = try arguments.compute()
    let console = Console(arguments)
    let resumed = try arguments.value(ifGiven: "resume", .string)
    let directory = try RunDirectory(resumed ?? arguments.value("out", .string))
    let settings = try resumed == nil ? settings(arguments) : directory.readConfiguration()
    let source = try DataSource(parsing: settings.data)
    var training = try source.load(.train, workers: compute.workers)
    if let limit = settings.limit { training = training.prefix(limit) }
    let test = try source.loadIfPresent(.test, workers: compute.workers)
    if resumed == nil { try OutputDirectory.prepare(directory.path, force: arguments.isForced) }
    let run = try TrainingRun.create(
      settings, directory: directory, training: training, test: test, compute: compute)
    if resumed == nil {
      try directory.writeConfiguration(settings)
    } else {
      try run.resume()
    }
    try Work.train(run, console: console)
    if let test {
      let predictions = try run.predictTest(test, console: console)
      try predictions.write(to: directory.predictions)
      try Work.printAccuracy(predictions, json: false)
    }
  }

  private static func settings(_ arguments: Arguments) throws -> TrainingSettings {
    let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
    let schedule = Schedule(
      kind: try arguments.value("schedule", .choice(), default: .onecycle),
      factor: try arguments.value("step-factor", .double(in: 0...1), default: 0.1),
      every: try arguments.value("step-every", .double(in: positive), default: 30),
      milestones: try arguments.value("milestones", .numbers, default: []),
      warmup: try arguments.value("warmup", .double(in: 0...1e6), default: 0))
    let optimizer = SGD.Settings(
      momentum: Float(try arguments.value("momentum", .double(in: 0...0.9999), default: 0.9)),
      nesterov: !arguments.flag("no-nesterov"),
      weightDecay: Float(try arguments.value("weight-decay", .double(in: 0...1), default: 5e-4)))
    let augmentation = try arguments.value("augment", .augmentation, default: "crop-flip")
    return TrainingSettings(
      architecture: try arguments.value("arch", .architecture, default: .standard).name,
      data: try arguments.value("data", .string),
      epochs: try arguments.value("epochs", .int(in: 1...100_000), default: 10),
      batchSize: try arguments.value("batch-size", .int(in: 1...4096), default: 128),
      learningRate: try arguments.value("lr", .double(in: positive), default: 0.1),
      optimizer: optimizer, schedule: schedule, augmentation: augmentation,
      labelSmoothing: try arguments.value("label-smoothing", .double(in: 0...0.99), default: 0),
      limit: try arguments.value(ifGiven: "limit", .int(in: 1...Int.max)),
      seed: try arguments.seed())
  }
}

extension ValueKind where Value == [Double] {
  /// Numbers parted by commas.
  static var numbers: Self {
    Self(expected: "numbers parted by commas, such as 60,120") { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Double($0)
      }
      return numbers.allSatisfy { $0?.isFinite ?? false } ? numbers.compactMap { $0 } : nil
    }
  }
}

extension ValueKind where Value == String {
  /// The name of an augmentation.
  static var augmentation: Self {
    Self(
      expected: "one of " + Augmentation.names.joined(separator: ", "),
      candidates: Augmentation.names
    ) { Augmentation.names.contains($0) ? $0 : nil }
  }
}
