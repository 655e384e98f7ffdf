import Compute
import Datasets
import Figures
import Interchange
import Misclassification
import Results
import Studies
import Terminal
import Training

/// `misclass report`: everything about several models' predictions on one page.
enum ReportCommand {
  struct Options: OptionGroup {
    let input = PredictionOptions()
    let out = Option(
      required: "out", "FILE", .outputFile, help: "Where the page goes (HTML).")
    let exhibits = ExhibitOptions()
    let runs = Option(
      several: "run", "RUN", .inputPath,
      help: "Directories of training runs whose curves are shown.")
    let groups = Option(
      several: "group", "NAME=A>B,…", .string,
      help: "A group of mistakes, true>predicted, whose scores are compared with the others'.",
      otherwise: "those that go both ways, and those that go one way")
    let threshold = Option.threshold
    let view = ClassViewOptions()
    let choice = ChoiceOptions()
    let cards = CardOptions()
    let title = Option(
      "title", "TEXT", .string, help: "What stands at the top.",
      otherwise: "which models it is about")
    let asPublished = Option(
      flag: "as-published", help: "Add what does not hold in the paper that the figures follow.")
    let undated = Option(
      flag: "undated",
      help: "Leave out the date; otherwise today, or what SOURCE_DATE_EPOCH says.")
  }

  static let command = Command(
    "report", summary: "Show everything about predictions on one page",
    discussion: """
      One HTML file that refers to nothing outside it: how often each class is missed, which \
      classes are taken for which, in each model and in all, the tests in words, calibration, and \
      what to keep in mind. Each image that a model gets wrong, or those that --wrong, --right, \
      --pairs and --between choose, has a card: what the models say of it, with --data its \
      picture, and what 'saliency', 'erase', 'causes' and people say of it. Cells of the heat map, \
      arrows and lines of tables lead to the cards, which can be searched, filtered and sorted in \
      the page. With --run it shows how training went, and with the results of 'erase', 'erase \
      sweep', 'sis', 'undesirable', 'obalex' and 'causes', what the errors depend on.

      \(PredictionOptions.matrices) Such a page has no images.

      \(PredictionOptions.formats)
      """,
    examples: [
      "misclass report --predictions a.csv b.csv --data cifar-10-batches-bin --out report.html",
      "misclass report --predictions run/predictions.csv --data planted --run run --out "
        + "report.html",
      "misclass report --predictions p.csv --data planted --erased erased --sis sis --out r.html",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let courses = try arguments.runs.map { run in
      ModelsReport.Course(
        name: run,
        drawings: TrainingCurves.drawings(try EpochMetrics.read(RunDirectory(run).metrics)))
    }
    let (models, data) = try arguments.input.request().counted(
      otherwise: ownPreparation)
    let images = models.counts.map(\.totalImages).max() ?? 0
    let exhibits = try ReportExhibits(images: images).all(arguments.exhibits.places)
    let cells = try models.joint.map { try Self.cards(arguments, $0, data) } ?? []
    var report = try page(arguments, models)
    report.cells = cells
    report.courses = courses
    report.exhibits = exhibits
    report.provenance = try provenance(arguments)
    try AtomicFile.write(report.html, to: arguments.out)
    try Ending(
      text: StandardFile.isOutput(arguments.out) ? "" : arguments.out, files: [], next: nil
    ).show(arguments.common)
  }

  /// Pictures of many sizes are shown by their middle.
  private static let ownPreparation = PicturePreparation(
    resize: .shorterSide(160), crop: .init(height: 160, width: 160))

  private static func page(
    _ arguments: Arguments<Options>, _ models: CountedModels
  ) throws -> ModelsReport {
    let truth = arguments.input.truth
    let settings = ReportSettings(
      title: arguments.title, threshold: arguments.threshold, seed: arguments.common.seed,
      groups: arguments.groups, loop: arguments.common.pieceLoop,
      labelSource: truth.labels ?? truth.data,
      shown: try arguments.view.classes(of: models, most: 40, of: 30),
      isAboutPaper: arguments.asPublished)
    do {
      return try settings.report(on: models)
    } catch let error as ErrorGroup.Malformed {
      throw UsageError("--group: \(error.problem)")
    }
  }

  private static func cards(
    _ arguments: Arguments<Options>, _ joint: JointPredictions, _ data: DataSource?
  ) throws -> [ModelsReport.CellCards] {
    let choice = try arguments.choice.choice(classNames: joint.classNames)
    // Where no size was told, pictures are as the page wants them, and not as a network saw them.
    let isInput =
      arguments.input.truth.pictures.preparing.preparation != nil || data?.holdsPictures != true
    let cards = ReportCards(
      joint,
      settings: arguments.cards.settings(choice: choice.isEverything ? nil : choice),
      knowledge: try ImageKnowledge(arguments.exhibits.knowledge, joint: joint))
    let set = try data?.load(
      arguments.input.truth.split, workers: arguments.common.compute().workers)
    return try cards.cells(data: set, isNetworkInput: isInput)
  }

  private static func provenance(
    _ arguments: Arguments<Options>
  ) throws -> ModelsReport.Provenance {
    let truth = arguments.input.truth
    var files = arguments.input.predictions + [truth.labels].compactMap { $0 }
    if case .file(let names) = truth.classes { files.append(names) }
    return ModelsReport.Provenance(
      facts: PageProvenance.facts(
        seed: arguments.common.seed, isDated: !arguments.undated),
      inputs: try PageInputs.digests(of: files + arguments.exhibits.files))
  }
}
