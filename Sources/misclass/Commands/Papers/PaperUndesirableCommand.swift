import Results
import Studies
import Terminal

/// `misclass paper undesirable`: "Interpreting Undesirable Pixels", done over.
enum PaperUndesirableCommand {
  struct Options: OptionGroup {
    let paper = PaperOptions(
      small: "two networks, 32 images, minutes",
      full: "VGG-19 and ResNet-18, 1,000 images, five trials")
    let masks = Option.paperMasks

    var rules: [OptionRule] {
      [.option(paper.runs, excludes: [paper.epochs], because: "nothing is trained then")]
    }
  }

  static let command = Command(
    PublishedPaper.undesirable.name, summary: PublishedPaper.undesirable.summary,
    discussion: """
      Trains networks (or takes --runs), learns for each which pixels to blur so that a class \
      becomes more probable, as 'misclass undesirable' does, with the paper's three objectives \
      and from several beginnings, and writes the paper's figures 3 to 6 and tables 1 and 2 with \
      what was published beside them. Every mask is compared with one of the same cells, \
      shuffled. Then what the paper could not tell: how many mistakes are mended, and whether the \
      pixels lie on the object. Each claim is marked as one that holds, does not hold, or cannot \
      be told, with the test.

      Writes report.html, claims.csv, and figures and tables as SVG, PNG and CSV. What was \
      stopped goes on with --resume; what is done stays in work/.
      """,
    examples: [
      "misclass paper undesirable --out undesirable",
      "misclass paper undesirable --data cifar-10-batches-bin --runs resnet20.safetensors "
        + "--out undesirable",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    try arguments.paper.finish(
      UndesirableSearch.doOver(arguments.paper.request(.undesirable), masks: arguments.masks))
  }
}
