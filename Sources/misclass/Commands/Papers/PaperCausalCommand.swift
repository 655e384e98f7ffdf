import Datasets
import Misclassification
import Results
import Studies
import Terminal

/// `misclass paper causal`: "Causal Explanations of Image Misclassifications", done over.
enum PaperCausalCommand {
  struct Options: OptionGroup {
    let paper = PaperOptions(
      small: "three networks, minutes", full: "the paper's six, 100 epochs",
      otherwise: "planted, or the predictions' own labels", leastRuns: 2)
    let predictions = Option(
      several: "predictions", "FILE", .inputFile,
      help: "What networks that were trained elsewhere predicted for the test images; nothing is "
        + "trained then.", atLeast: 2)
    let causes = Option(
      several: "causes", "DIR", .inputPath,
      help: "Results of 'misclass causes' on the same images, whose mistakes are looked for in "
        + "the predictions.")
    let humans = Option(
      "humans", "FILE", .inputFile,
      help: "How many people chose each class for each test image (.npy), such as CIFAR-10H's.")

    var rules: [OptionRule] {
      [
        .option(
          predictions,
          excludes: [
            paper.runs, paper.networks, paper.epochs, paper.limit, paper.resume, paper.requeue,
          ], because: "nothing is trained then"),
        .option(paper.runs, excludes: [paper.epochs], because: "nothing is trained then"),
      ]
    }
  }

  static let command = Command(
    PublishedPaper.causal.name, summary: PublishedPaper.causal.summary,
    discussion: """
      Trains networks (or takes --runs), studies each as 'misclass study' does, and writes the \
      paper's figures 3 to 8 in its numbering, with what was published beside them: error rates \
      and chi-squared, as published and as it is right; heat maps; networks of confusions; \
      erasing; training curves; scores and t-tests. Then what the paper left open, image by \
      image: the cause of each mistake, whether other networks and people share it, which kinds \
      of mistakes hold more interference, and whether the causes interact. Each claim is marked \
      as one that holds, does not hold, or cannot be told, with the test.

      With --predictions of networks from elsewhere nothing is trained, and it takes seconds; \
      --causes adds causes of mistakes on the same images.

      Writes report.html, claims.csv, figure-3.svg to figure-8.svg with tables (CSV), and a \
      directory for each network. What was stopped goes on with --resume; what is done stays in \
      work/.
      """,
    examples: [
      "misclass paper causal --out causal",
      "misclass paper causal --data cifar-10-batches-bin --scale full --out causal",
      "misclass paper causal --data cifar-10-batches-bin --predictions a.json b.json --humans "
        + "cifar10h-counts.npy --causes causes --out causal",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let study = CausalStudy(causes: arguments.causes, humans: arguments.humans)
    let paper = arguments.paper
    guard !arguments.predictions.isEmpty else {
      return try paper.finish(study.doOver(paper.request(.causal)))
    }
    try OutputDirectory.check(paper.out, force: arguments.common.force)
    try paper.finish(
      study.doOver(
        joint(arguments), from: arguments.predictions,
        data: paper.data.map { try DataSource(parsing: $0).description }, paper.settings(),
        arguments.common.compute()))
  }

  private static func joint(_ arguments: Arguments<Options>) throws -> JointPredictions {
    let console = Console(arguments.common)
    var request = PredictionRequest(
      arguments.predictions, pictures: PictureRequest(nil, skipsBroken: false, console),
      threads: arguments.common.threadCount
    ) { console.tell($0.text, asWarning: $0.isWarning) }
    request.data = arguments.paper.data
    do {
      return try request.joint(warns: false)
    } catch StudyError.noLabels(let source) {
      throw UsageError("\(source) holds no labels; give --data")
    }
  }
}
