import Architectures
import Explanations
import Models
import Studies
import Terminal

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
      "box", "HEIGHTxWIDTH", .box, help: "Box around each of them.", otherwise: BoxShape.usualText)
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
    let (outcome, data) = try request(arguments).run(
      arguments.common.compute(), Console(arguments.common))
    try Ending(
      text: outcome.text, files: outcome.files,
      next: "misclass report --predictions \(ShellWord.quoted(arguments.out))/predictions.csv "
        + "--data \(ShellWord.quoted(data)) --out details.html"
    ).show(arguments.common)
  }

  private static func request(_ arguments: Arguments<Options>) throws -> StudyRequest {
    var request = StudyRequest(
      try (arguments.architecture ?? .standard).with(arguments.stem), into: arguments.out)
    request.data = arguments.data
    (request.resume, request.requeue) = (arguments.resume, arguments.requeue)
    request.force = arguments.common.force
    request.model = arguments.model.map {
      (
        path: $0,
        hints: Model.Hints(
          architecture: arguments.architecture, stem: arguments.stem, mean: arguments.mean,
          deviation: arguments.deviation)
      )
    }
    request.epochs = arguments.epochs
    request.batch = arguments.batchSize
    request.learningRate = arguments.rate
    request.averageDecay = arguments.average
    request.limit = arguments.limit
    (request.top, request.box) = (arguments.top, arguments.box)
    request.controlDraws = arguments.controlDraws
    request.seed = arguments.common.seed
    request.resumption = Ending.sameCommand
    return request
  }
}
