import Results
import Studies
import Terminal

/// `misclass paper sis`: "Overinterpretation", done over.
enum PaperSisCommand {
  struct Options: OptionGroup {
    let paper = PaperOptions(
      small: "ResNet-20, 2,000 training images, minutes",
      full: "ResNet-20, ResNet-18 and VGG-16, all images")
  }

  static let command = Command(
    PublishedPaper.sis.name, summary: PublishedPaper.sis.summary,
    discussion: """
      Trains networks (or takes --runs), finds with 'misclass sis' the last 5 % of the pixels of \
      each image that a network needs, and trains networks as 'misclass sis train' does on \
      nothing else, on as many pixels at random, and on the places of the chosen pixels without \
      their colours. Then whether mistakes need fewer pixels than right answers, and ensembles \
      and input dropout more. Follows the sections of the paper, with what its text says beside. \
      Each claim is marked as one that holds, does not hold, or cannot be told, with the test.

      Of models that are taken, all together are the ensemble, and none is trained with input \
      dropout. Writes report.html, claims.csv, and figures and tables as SVG, PNG and CSV. What \
      was stopped goes on with --resume; what is done stays in work/.
      """,
    examples: [
      "misclass paper sis --out sis",
      "misclass paper sis --data cifar-10-batches-bin --runs resnet20.safetensors "
        + "resnet56.safetensors --out sis",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    try arguments.paper.finish(OverinterpretationStudy.doOver(arguments.paper.request(.sis)))
  }
}
