import Compute
import Datasets
import Studies
import Terminal

/// `misclass data`: what a data set is.
enum DataCommand {
  static let command = Command(
    "data", summary: "Look at a data set",
    examples: [
      "misclass data info --data cifar-10-batches-bin",
      "misclass data split --data pics --out pics/all.csv",
      "misclass data shortcuts --data cifar-10-batches-bin",
    ],
    subcommands: [info, DataSplitCommand.command, ShortcutsCommand.command])

  private static let info = Command(
    "info", summary: "Show what a data set holds",
    discussion: "Counts per split and class, mean and standard deviation of each colour channel "
      + "over all training pixels, SHA-256 of each file, and whether the files are the ones that "
      + "CIFAR-10's authors published.",
    examples: [
      "misclass data info --data cifar-10-batches-bin", "misclass data info --data planted:7",
    ],
    options: Options(), run: runInfo)

  private struct Options: ResultOptions {
    let data = Option(required: "data", "DIR", .inputPath, help: DataOptions.help)
    let pictures = PictureOptions()
    let json = Option.json
  }

  private static func runInfo(_ arguments: Arguments<Options>) throws {
    let workers = try arguments.common.compute().workers
    let report = try DataReport(
      of: DataSource(parsing: arguments.data, reading: arguments.pictures.request().reading()),
      workers: workers)
    try Interruption.check()
    try arguments.finish(report, report)
  }
}
