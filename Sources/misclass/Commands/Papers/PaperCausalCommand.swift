import Architectures
import Compute
import Datasets
import Figures
import Images
import Interchange
import Misclassification
import Pieces
import Results
import Terminal
import Training

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
    if arguments.predictions.isEmpty {
      try runNetworks(arguments)
    } else {
      try runPredictions(arguments)
    }
  }

  // MARK: Networks

  private static func runNetworks(_ arguments: Arguments<Options>) throws {
    let request = try PaperRequest(.causal, arguments.paper)
    let (source, compute) = (request.source, request.compute)
    let plan = CausalPlan(request)
    let test = request.whole.limited(to: plan.testLimit)
    let known = try source.loadKnownCauses(.test, workers: compute.workers)?.prefix(test.count)
    // What would end the work after the training is read before it. People voted on all images,
    // of which the first may be studied.
    let whole = request.whole
    let truth = try JointPredictions(
      [Predictions(source: source.description, labels: whole.labels, predicted: whole.labels)],
      classNames: whole.classNames)
    let votes = try arguments.humans.map { try HumanVotes.read(path: $0, for: truth) }
    let causes = try told(arguments, classCount: test.classNames.count)
    let models = try request.models(for: test)
    let work = try PaperWork(request, plan: plan, test: test, models: models)
    let networks = CausalNetworks(work: work, plan: plan, known: known, models: models)
    let drawn = try source.drawFactorial(test.count, workers: compute.workers)
    let studied = try networks.studied(besides: drawn?.set)
    let joint = try JointPredictions.read(
      paths: networks.predictions, labels: labels(test, source),
      options: .init(classNames: test.classNames))
    let findings = try CausalFindings(
      data: source.description, joint: joint, networks: studied,
      causes: studied.compactMap(\.causes) + causes, votes: votes,
      factorial: drawn.flatMap {
        FactorialImages(labels: $0.set.labels, causes: $0.records.map(\.cause))
      }, lookAlikes: known?.lookAlikes(classCount: test.classNames.count),
      seed: request.seed, loop: work.loop)
    try work.finish(
      findings.report(), inputs: networks.predictions + otherInputs(arguments))
  }

  private static func labels(_ test: ImageSet, _ source: DataSource) -> GivenLabels {
    GivenLabels(
      ofData: source.description, values: test.labels, identifiers: test.names.map(Array.init))
  }

  // MARK: Predictions

  private static func runPredictions(_ arguments: Arguments<Options>) throws {
    let directory = arguments.paper.out
    try OutputDirectory.check(directory, force: arguments.common.force)
    let source = try arguments.paper.data.map { try DataSource(parsing: $0) }
    let joint = try joint(arguments, source)
    let votes = try arguments.humans.map { try HumanVotes.read(path: $0, for: joint) }
    let findings = try CausalFindings(
      data: source?.description ?? "predictions", joint: joint, networks: [],
      causes: told(arguments, classCount: joint.classCount), votes: votes, factorial: nil,
      lookAlikes: nil, seed: arguments.common.seed, loop: arguments.common.pieceLoop)
    let report = try findings.report()
    let held = try ResultDirectory.take(directory, force: arguments.common.force)
    defer { held.release() }
    let made = try MadeFiles(in: directory, command: "paper causal", resumes: false)
    try PaperEnding.show(
      report, inputs: arguments.predictions + otherInputs(arguments), in: directory, made,
      arguments.common)
  }

  private static func joint(
    _ arguments: Arguments<Options>, _ source: DataSource?
  ) throws -> JointPredictions {
    let console = Console(arguments.common)
    let labels = try source.map { source in
      try source.labels(of: .test, workers: arguments.common.compute().workers)
    }
    let options = Predictions.ReadingOptions(classNames: labels?.classNames) { remark in
      if remark.isWarning {
        console.warning(remark.text, program: "misclass")
      } else {
        console.message(remark.text)
      }
    }
    do {
      return try JointPredictions.read(
        paths: arguments.predictions,
        labels: labels.map {
          GivenLabels(
            ofData: arguments.paper.data ?? "", values: $0.labels,
            identifiers: $0.names.map(Array.init))
        }, options: options)
    } catch MisclassificationError.labelsMissing(let source) {
      throw UsageError("\(source) holds no labels; give --data")
    }
  }

  // MARK: Both

  private static func told(
    _ arguments: Arguments<Options>, classCount: Int
  ) throws -> [ToldCauses] {
    try arguments.causes.map { try ToldCauses.read(directory: $0, classCount: classCount) }
  }

  private static func otherInputs(_ arguments: Arguments<Options>) -> [String] {
    arguments.causes.map { $0 + "/causes.csv" } + [arguments.humans].compactMap { $0 }
  }
}
