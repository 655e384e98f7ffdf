import Synchronization

import Terminal

/// A program with a command of every shape.
enum Sample {
  static let train = Command(
    "train", summary: "Train a network",
    discussion: """
      Reads images, trains, and writes the best weights, the metrics and the predictions into the \
      output directory.

      An interrupted run goes on where it stopped.
      """,
    examples: ["misclass train --arch resnet20 --data planted --out run"],
    options: [
      Option("arch", "NAME", help: "The network.", required: true),
      Option(
        "epochs", "N", help: "Passes over the training images, each in an order of its own.",
        default: "10"),
      Option("learning-rate-schedule", "NAME", help: "How the rate falls.", default: "cosine"),
      Option("augment", help: "Crop and flip."),
    ],
    run: { _ in })

  static let confusion = Command(
    "confusion", summary: "Count mistakes",
    examples: ["misclass confusion --predictions a.csv", "misclass confusion --predictions *.csv"],
    options: [
      Option("predictions", "FILE", help: "Predictions.", required: true, repeatable: true),
      Option("seed", "S", help: "A seed of its own.", default: "7"), Option.json,
    ],
    run: { _ in })

  static let erase = Command(
    "erase", summary: "Erase causes", options: [Option("top", "Q", help: "The fraction.")],
    subcommands: [Command("sweep", summary: "Erase again and again", run: { _ in })],
    run: { _ in throw Failure() })

  static let data = Command(
    "data", summary: "Look at data",
    subcommands: [
      Command(
        "info", summary: "Count images",
        positionals: [
          Positional("DIR", help: "The directory."),
          Positional("FILE", help: "More.", required: false, repeatable: true),
        ],
        run: { _ in throw UsageError("--x and --y exclude each other") })
    ])

  static let root = RootCommand(
    "misclass", summary: "Say why image classifiers err.",
    examples: ["misclass study --out study"],
    groups: [
      CommandGroup("Learn", [train]), CommandGroup("Explain", [confusion, erase, data]),
    ],
    version: { "misclass 1.0" })

  static func arguments(_ words: String...) throws -> Arguments {
    guard case .run(_, let arguments) = try root.parse(words) else { throw Failure() }
    return arguments
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
