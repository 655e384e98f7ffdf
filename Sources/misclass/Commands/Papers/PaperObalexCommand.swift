import Architectures
import Results
import Studies
import Terminal

/// `misclass paper obalex`: "Right for the Right Reasons", done over.
enum PaperObalexCommand {
  struct Options: OptionGroup {
    let paper = PaperOptions(
      small: "ResNet-20, three epochs of each strategy, minutes",
      full: "the paper's three networks, ten epochs of each strategy")
    let masks = Option.paperMasks
  }

  static let command = Command(
    PublishedPaper.obalex.name, summary: PublishedPaper.obalex.summary,
    discussion: """
      Trains a network (or takes --runs as pre-trained), then its dense layers alone, and from \
      there the paper's four strategies and one on images whose background is random colours; \
      measures with 'misclass obalex' how much of four methods' explanations lies on the object, \
      after each epoch and image by image at the end; and writes the paper's figures 2 to 4. \
      Every score stands beside that of a map without knowledge and that of a network with random \
      weights. Each claim is marked as one that holds, does not hold, or cannot be told, with the \
      test.

      Masks are the data's own, or guessed; training on masked images needs the data's. Writes \
      report.html, claims.csv, and figures and tables as SVG, PNG and CSV. What was stopped goes \
      on with --resume; what is done stays in work/.
      """,
    examples: [
      "misclass paper obalex --out obalex",
      "misclass paper obalex --data set --runs pretrained --scale full --out obalex",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    try arguments.paper.finish(
      AlignmentStudy.doOver(arguments.paper.request(.obalex), masks: arguments.masks))
  }
}
