import Terminal

/// `misclass paper`: what a paper found, found again.
enum PaperCommand {
  static let command = Command(
    "paper", summary: "Do a paper over: its figures, its tests, and what is left of its claims",
    examples: [
      "misclass paper causal --out causal",
      "misclass paper undesirable --out undesirable",
      "misclass paper causal --data cifar-10-batches-bin --predictions a.json b.json --out causal",
    ],
    subcommands: [PaperCausalCommand.command, PaperUndesirableCommand.command])
}
