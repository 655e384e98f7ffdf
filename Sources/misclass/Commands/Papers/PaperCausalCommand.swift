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
    let data = Option(
      "data", "DIR", .inputPath, help: DataOptions.help,
      otherwise: "planted, or the predictions' own labels")
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where everything goes.")
    let scale = Option(
      "scale", "SCALE", .choice(of: PaperScale.self),
      help: "How much is trained: small (three networks, minutes) or full (the paper's six, 100 "
        + "epochs).", default: .small)
    let predictions = Option(
      several: "predictions", "FILE", .inputFile,
      help: "What networks that were trained elsewhere predicted for the test images; nothing is "
        + "trained then.", atLeast: 2)
    let runs = Option(
      several: "runs", "RUN|FILE", .inputPath,
      help: "Runs of 'misclass train', or models' weights, in place of trained networks.",
      atLeast: 2)
    let causes = Option(
      several: "causes", "DIR", .inputPath,
      help: "Results of 'misclass causes' on the same images, whose mistakes are looked for in "
        + "the predictions.")
    let humans = Option(
      "humans", "FILE", .inputFile,
      help: "How many people chose each class for each test image (.npy), such as CIFAR-10H's.")
    let resume = Option(
      flag: "resume", help: "Go on in this directory; what is done already is not done again.")
    let requeue = Option.requeue
    let networks = Option(
      "networks", "NAME,…", .list(of: .architecture), help: "Train these networks instead."
    ).advanced
    let epochs = Option(
      "epochs", "N", .int(in: 1...100_000), help: "Train each network so long instead."
    ).advanced
    let limit = Option(
      "limit", "N", .int(in: 1...Int.max),
      help: "Train on, and study, the first N images only."
    ).advanced

    var rules: [OptionRule] {
      [
        .option(
          predictions, excludes: [runs, networks, epochs, limit, resume, requeue],
          because: "nothing is trained then"),
        .option(
          runs, excludes: [networks, epochs], because: "nothing is trained then"),
      ]
    }
  }

  static let command = Command(
    "causal", summary: "Do over “Causal Explanations of Image Misclassifications”",
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
    let report =
      arguments.predictions.isEmpty ? try ofNetworks(arguments) : try ofPredictions(arguments)
    let held = try ResultDirectory.take(
      arguments.out, force: arguments.common.force || arguments.predictions.isEmpty)
    defer { held.release() }
    let files = try PaperFiles.write(report, to: arguments.out)
    try Ending(
      text: PaperFiles.text(report) + arguments.out + "/report.html\n",
      files: files.map { arguments.out + "/" + $0 }, next: nil
    ).show(arguments.common)
  }

  // MARK: Networks

  private static func ofNetworks(_ arguments: Arguments<Options>) throws -> PaperReport {
    let goesOn = UnfinishedWork.goesOn(
      in: arguments.out, PaperNetworks.layout, resume: arguments.resume,
      requeue: arguments.requeue)
    if !goesOn { try OutputDirectory.check(arguments.out, force: arguments.common.force) }
    let compute = try arguments.common.compute()
    let source = try DataSource(parsing: arguments.data ?? "planted")
    let names = arguments.networks?.map(\.name)
    if let names, Set(names).count < names.count {
      throw UsageError("--networks: expected each network once, found one of them twice")
    }
    let plan = CausalPlan(
      arguments.scale, source, networks: names, epochs: arguments.epochs,
      limit: arguments.limit, seed: arguments.common.seed)
    let whole = try source.load(.test, workers: compute.workers)
    let test = whole.limited(to: plan.testLimit)
    let known = try source.loadKnownCauses(.test, workers: compute.workers)?.prefix(test.count)
    let labels = labels(test, source)
    // What would end the work after the training is read before it. People voted on all images,
    // of which the first may be studied.
    let truth = try JointPredictions(
      [Predictions(source: source.description, labels: whole.labels, predicted: whole.labels)],
      classNames: whole.classNames)
    let votes = try arguments.humans.map { try HumanVotes.read(path: $0, for: truth) }
    let causes = try told(arguments, classCount: test.classNames.count)
    let networks = PaperNetworks(
      directory: arguments.out, source: source, test: test, known: known, plan: plan,
      models: arguments.runs, seed: arguments.common.seed, resumes: goesOn,
      force: arguments.common.force, compute: compute, console: Console(arguments.common))
    try networks.checkModels()
    let drawn = try source.drawFactorial(test.count, workers: compute.workers)
    let studied = try networks.studied(besides: drawn?.set)
    let paths = networks.predictions(of: studied)
    let joint = try JointPredictions.read(
      paths: paths, labels: labels, options: .init(classNames: test.classNames))
    let findings = try CausalFindings(
      data: source.description, joint: joint, networks: studied,
      causes: studied.compactMap(\.causes) + causes, votes: votes,
      factorial: drawn.flatMap {
        FactorialImages(labels: $0.set.labels, causes: $0.records.map(\.cause))
      }, lookAlikes: known?.lookAlikes(classCount: test.classNames.count),
      seed: arguments.common.seed, loop: arguments.common.pieceLoop)
    return try page(findings, arguments, files: paths)
  }

  private static func labels(_ test: ImageSet, _ source: DataSource) -> GivenLabels {
    GivenLabels(
      ofData: source.description, values: test.labels, identifiers: test.names.map(Array.init))
  }

  // MARK: Predictions

  private static func ofPredictions(_ arguments: Arguments<Options>) throws -> PaperReport {
    try OutputDirectory.check(arguments.out, force: arguments.common.force)
    let console = Console(arguments.common)
    let source = try arguments.data.map { try DataSource(parsing: $0) }
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
    let joint: JointPredictions
    do {
      joint = try JointPredictions.read(
        paths: arguments.predictions,
        labels: labels.map {
          GivenLabels(
            ofData: arguments.data ?? "", values: $0.labels,
            identifiers: $0.names.map(Array.init))
        }, options: options)
    } catch MisclassificationError.labelsMissing(let source) {
      throw UsageError("\(source) holds no labels; give --data")
    }
    let votes = try arguments.humans.map { try HumanVotes.read(path: $0, for: joint) }
    let findings = try CausalFindings(
      data: source?.description ?? "predictions", joint: joint, networks: [],
      causes: told(arguments, classCount: joint.classCount), votes: votes, factorial: nil,
      lookAlikes: nil, seed: arguments.common.seed, loop: arguments.common.pieceLoop)
    return try page(findings, arguments, files: arguments.predictions)
  }

  // MARK: Both

  private static func told(
    _ arguments: Arguments<Options>, classCount: Int
  ) throws -> [ToldCauses] {
    try arguments.causes.map { try ToldCauses.read(directory: $0, classCount: classCount) }
  }

  private static func page(
    _ findings: CausalFindings<Interrupted>, _ arguments: Arguments<Options>, files: [String]
  ) throws -> PaperReport {
    var report = try findings.report()
    report.provenance = .init(
      facts: [
        ("Program", "misclass \(Misclass.version)"), ("Seed", "\(arguments.common.seed)"),
        ("Date", Environment.day), ("Command", TypedCommand.text),
      ],
      inputs: try PageInputs.digests(
        of: files + arguments.causes.map { $0 + "/causes.csv" }
          + [arguments.humans].compactMap { $0 }))
    return report
  }
}
