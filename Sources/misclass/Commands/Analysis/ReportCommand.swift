import Compute
import Datasets
import Figures
import Interchange
import Misclassification
import Results
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
    let imagesPerCell = Option(
      "images-per-cell", "N", .int(in: 0...1000),
      help: "Show at most this many images per cell.", default: 12)
    let title = Option(
      "title", "TEXT", .string, help: "What stands at the top.",
      otherwise: "which models it is about")
  }

  static let command = Command(
    "report", summary: "Show everything about predictions on one page",
    discussion: """
      One HTML file that refers to nothing outside it: how often each class is missed, which \
      classes are taken for which, in each model and in all, the tests in words, and what to keep \
      in mind. With --data, each cell of the heat map leads to its images; with scores in the \
      files, how sure the errors are; with --run, how training went; and with the results of \
      'erase', 'erase sweep', 'sis', 'undesirable' and 'obalex', what the errors depend on, \
      pictures included.

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
    let truth = arguments.input.truth
    let settings = ReportSettings(
      title: arguments.title, threshold: arguments.threshold,
      imagesPerCell: arguments.imagesPerCell, seed: arguments.common.seed,
      groups: arguments.groups, loop: arguments.common.pieceLoop,
      labelSource: truth.labels ?? truth.data)
    let courses = try arguments.runs.map { run in
      ModelsReport.Course(
        name: run,
        drawings: TrainingCurves.drawings(try EpochMetrics.read(RunDirectory(run).metrics)))
    }
    let labelled = try arguments.input.labelled()
    let images = try labelled.data?.load(
      truth.split, workers: arguments.common.compute().workers)
    let exhibits = try ReportExhibits(images: labelled.joint.count).all(
      arguments.exhibits.places)
    var report: ModelsReport
    do {
      report = try settings.report(on: labelled.joint, data: images)
    } catch let error as ErrorGroup.Malformed {
      throw UsageError("--group: \(error.problem)")
    }
    report.courses = courses
    report.exhibits = exhibits
    try AtomicFile.write(report.html, to: arguments.out)
    try Ending(
      text: StandardFile.isOutput(arguments.out) ? "" : arguments.out, files: [], next: nil
    ).show(arguments.common)
  }
}
