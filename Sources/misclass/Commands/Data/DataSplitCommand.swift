import Datasets
import Interchange
import Results
import Terminal

/// `misclass data split`: pictures that come as one set, parted for training and testing.
enum DataSplitCommand {
  struct Options: ResultOptions {
    let data = Option(
      required: "data", "DIR", .inputPath,
      help: "The pictures: a folder for each class, or a table file,label.")
    let out = Option(
      required: "out", "FILE", .outputFile, help: "The table of pictures, such as pictures.csv.")
    let share = Option(
      "test-share", "SHARE", .double(in: 0.01...0.99),
      help: "Share of each class for testing.", default: 0.2)
    let json = Option.json
  }

  static let command = Command(
    "split", summary: "Part pictures into some to train with and some to test with",
    discussion: """
      Writes a table file,label,split (and mask, where there are masks) that every command takes \
      as --data; the pictures stay where they are. Each class is parted by itself, and the same \
      seed parts the same names alike. Pictures below the table's directory are named from there, \
      so that both can be moved together.
      """,
    examples: [
      "misclass data split --data pics --out pics/all.csv",
      "misclass data split --data pics --test-share 0.3 --seed 7 --out pics/all.csv",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let source = try DataSource(parsing: arguments.data)
    let division = try PictureDivision(
      source, share: arguments.share, seed: arguments.common.seed)
    try AtomicFile.write(division.table(at: arguments.out), to: arguments.out)
    let report = DivisionReport(division, data: source.description, out: arguments.out)
    try arguments.finish(
      report, report,
      next: "misclass train --data \(ShellWord.quoted(arguments.out)) --out run")
  }
}
