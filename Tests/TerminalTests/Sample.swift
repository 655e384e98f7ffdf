import Synchronization

import Terminal

/// A program with a command of every shape.
enum Sample {
  struct RateOptions: OptionGroup {
    static let isAdvanced = true
    let schedule = Option(
      "learning-rate-schedule", "NAME", .word(["cosine", "step"]), help: "How the rate falls.",
      default: "cosine")
  }

  struct TrainOptions: OptionGroup {
    let architecture = Option(required: "arch", "NAME", .string, help: "The network.")
    let epochs = Option(
      "epochs", "N", .int(in: 1...10),
      help: "Passes over the training images, each in an order of its own.", default: 10)
    let rate = RateOptions()
    let augments = Option(flag: "augment", help: "Crop and flip.")
    let out = Option("out", "FILE", .outputFile, help: "Where the weights go.")
  }

  static let train = Command(
    "train", summary: "Train a network",
    discussion: """
      Reads images, trains, and writes the best weights, the metrics and the predictions into the \
      output directory.

      An interrupted run goes on where it stopped.
      """,
    examples: ["misclass train --arch resnet20 --data planted --out run"],
    options: TrainOptions(), run: { _ in })

  struct ConfusionOptions: OptionGroup {
    let predictions = Option(
      several: "predictions", "FILE", .inputFile, help: "Predictions.", required: true)
    let data = Option("data", "DIR", .inputPath, help: "Labels.")
    let labels = Option("labels", "FILE", .inputFile, help: "Labels instead.")
    let split = Option(
      "split", "SPLIT", .choice(of: Split.self), help: "Which images.", default: .test)
    let out = Option("out", "FILE", .outputFile, help: "The table.")
    let svg = Option("svg", "FILE", .outputFile, help: "The picture.")
    let json = Option.json

    var rules: [OptionRule] {
      [.atMostOne(of: data, labels), .option(split, needs: data)]
    }
  }

  enum Split: String, CaseIterable, Sendable { case train, test }

  static let confusion = Command(
    "confusion", summary: "Count mistakes",
    examples: ["misclass confusion --predictions a.csv", "misclass confusion --predictions *.csv"],
    options: ConfusionOptions(), run: { _ in })

  struct EraseOptions: OptionGroup {
    let top = Option("top", "Q", .string, help: "The fraction.")
  }

  struct SweepOptions: OptionGroup {
    let model = Option("model", "RUN", .inputPath, help: "The model.")
    let ensemble = Option(several: "ensemble", "RUN", .inputPath, help: "Models.")
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where to.")
    let tables = ["a", "b"].map { Option("table-\($0)", "N", .int(in: 0...9), help: $0) }

    var rules: [OptionRule] {
      [.exactlyOne(of: model, ensemble)]
    }
  }

  static let sweep = Command(
    "sweep", summary: "Erase again and again", options: SweepOptions(), run: { _ in })

  static let erase = Command(
    "erase", summary: "Erase causes", options: EraseOptions(), subcommands: [sweep],
    run: { _ in throw Failure() })

  struct InfoOptions: OptionGroup {
    let directory = Option(requiredArgument: "DIR", .string, help: "The directory.")
    let files = Option(arguments: "FILE", .string, help: "More.")
  }

  static let data = Command(
    "data", summary: "Look at data",
    subcommands: [
      Command(
        "info", summary: "Count images", options: InfoOptions(),
        run: { _ in throw UsageError("these images do not fit") })
    ])

  static let root = RootCommand(
    "misclass", summary: "Say why image classifiers err.",
    examples: ["misclass study --out study"],
    groups: [
      CommandGroup("Learn", [train]), CommandGroup("Explain", [confusion, erase, data]),
    ],
    shortNames: ["o": "out", "q": "quiet", "f": "force", "p": "predictions"],
    renamed: ["count": "confusion"], version: { "misclass 1.0" })

  /// What a command line says of the options of its command.
  static func arguments<Options: OptionGroup>(
    _ options: Options, _ words: String...
  ) throws -> Arguments<Options> {
    guard case .run(_, let given) = try root.parse(words) else { throw Failure() }
    return Arguments(options, given: given)
  }

  struct One<Value: Sendable>: OptionGroup {
    let option: Option<Value>
  }

  /// The value of an option that is the only one of its command, `c` of the program `m`.
  static func value<Value>(_ option: Option<Value>, _ words: String...) throws -> Value {
    let group = One(option: option)
    let root = RootCommand(
      "m", summary: "",
      groups: [CommandGroup("", [Command("c", summary: "", options: group, run: { _ in })])],
      version: { "" })
    guard case .run(_, let given) = try root.parse(["c"] + words) else { throw Failure() }
    return Arguments(group, given: given).option
  }
}

struct Failure: Error, CustomStringConvertible {
  let description = "it failed"
}

/// Collects what is written.
final class Paper: Sendable {
  private let lines = Mutex<[String]>([])
  var written: [String] { lines.withLock { $0 } }
  var text: String { written.joined() }
  func write(_ text: String) { lines.withLock { $0.append(text) } }
}
