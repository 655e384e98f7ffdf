import Results
import Terminal

/// `misclass paper`: what a paper found, found again.
enum PaperCommand {
  struct Options: OptionGroup {}

  static let command = Command(
    "paper", summary: "List the papers that can be done over",
    discussion: """
      Each of the papers below is one command, which trains or takes the networks that it needs \
      and writes the paper's figures and tables in its numbering, with what was published beside \
      them and what is left of each of its claims. --scale small, the default, takes minutes on \
      drawn images.
      """,
    examples: [
      "misclass paper",
      "misclass paper undesirable --out undesirable",
      "misclass paper causal --data cifar-10-batches-bin --predictions a.json b.json --out causal",
    ],
    options: Options(),
    subcommands: [
      PaperCausalCommand.command, PaperUndesirableCommand.command, PaperObalexCommand.command,
      PaperSisCommand.command,
    ], run: list)

  private static func list(_ arguments: Arguments<Options>) throws {
    try Ending(text: PublishedPaper.listing, files: [], next: "misclass paper NAME --out DIR")
      .show(arguments.common)
  }
}
