import Figures
import Interchange
import Misclassification
import Results
import Terminal
import Training

/// `misclass report`: everything about several models' predictions on one page.
enum ReportCommand {
  static let command = Command(
    "report", summary: "Show everything about predictions on one page",
    discussion: """
      One HTML file that refers to nothing outside it: how often each class is missed, which classes \
      are taken for which, in each model and in all, the tests in words, and what to keep in mind. \
      With --data, each cell of the heat map leads to its images; with scores in the files, how \
      sure the errors are; with --run, how training went; and with the results of 'erase', 'erase \
      sweep', 'sis', 'undesirable' and 'obalex', what the errors hang on, pictures included.

      \(PredictionInputs.formats)
      """,
    examples: [
      "misclass report --predictions a.csv b.csv --data cifar-10-batches-bin --out report.html",
      "misclass report --predictions run/predictions.csv --data planted --run run --out report.html",
      "misclass report --predictions p.csv --data planted --erased erased --sis sis --out r.html",
    ],
    options: [PredictionInputs.predictions] + PredictionInputs.truth + ExhibitOptions.all + [
      Option(
        "run", "RUN", help: "Directories of training runs whose curves are shown.",
        repeatable: true),
      Option(
        "group", "NAME=A>B,…",
        help: "A group of mistakes, true>predicted, whose scores are compared with the others'.",
        default: "those that go both ways, and those that go one way", repeatable: true),
      Option("threshold", "V", help: "The smallest v of an edge, 0 to 1.", default: "0.3"),
      Option(
        "images-per-cell", "N", help: "Of each cell's images, show so many at most.", default: "12"),
      Option("title", "TEXT", help: "What stands at the top.", default: "which models it is about"),
      Option("out", "FILE", help: "Where the page goes (HTML).", required: true),
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    guard let path = try arguments.outputs(["out"], besides: ["predictions", "labels"])["out"]
    else { return }
    let settings = ReportSettings(
      title: try arguments.value(ifGiven: "title", .string),
      threshold: try arguments.value("threshold", .double(in: 0...1), default: 0.3),
      imagesPerCell: try arguments.value("images-per-cell", .int(in: 0...1000), default: 12),
      seed: try arguments.seed(), groups: try arguments.values("group", .string),
      loop: try arguments.pieceLoop(),
      labelSource: try arguments.value(ifGiven: "labels", .string)
        ?? arguments.value(ifGiven: "data", .string))
    let courses = try arguments.values("run", .string).map { run in
      ModelsReport.Course(
        name: run,
        drawings: TrainingCurves.drawings(try EpochMetrics.read(RunDirectory(run).metrics)))
    }
    let labelled = try arguments.labelledPredictions()
    let exhibits = try ReportExhibits(images: labelled.joint.count).all(
      arguments.exhibitPlaces())
    var report: ModelsReport
    do {
      report = try settings.report(on: labelled.joint, data: labelled.data)
    } catch let error as ErrorGroup.Malformed {
      throw UsageError("--group: \(error.problem)", command: arguments.command)
    }
    report.courses = courses
    report.exhibits = exhibits
    try AtomicFile.write(report.html, to: path)
    print(path)
  }
}
