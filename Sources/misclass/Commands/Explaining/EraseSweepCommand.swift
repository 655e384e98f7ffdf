import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Models
import Results
import Terminal
import Training

/// `misclass erase sweep`: many ways to erase, chosen on one half of the images, judged on the other.
enum EraseSweepCommand {
  static let command = Command(
    "sweep", summary: "Try many ways to erase; choose on one half, report on the other",
    discussion: """
      Every method is combined with every share of pixels, box and fill. The erased image decides \
      alone, or averaged with the image as it is, or several shares together; and for all images or \
      only for those that the model is least sure of. Beside them stand random boxes over the same \
      area, and the mean of the image and its mirror image.

      The best is the one with the largest net change on one half of the images; what it does to the \
      other half is the result. Targets that look at the true class are kept apart, as nothing could be \
      corrected by them. Writes sweep.csv (every policy on both halves), summary.json, \
      pareto.svg, and in work/ what the model said: started again with --resume, a sweep goes on from \
      there.
      """,
    examples: [
      "misclass erase sweep --model run --data planted --out sweep",
      "misclass erase sweep --model run --data DIR --methods gradient grad-cam --tops 0.01 0.05 "
        + "--boxes 1x1 3x3 --fills blur mean --least-sure 1 0.1 --out sweep",
    ],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split, CommonInputs.limit, CommonInputs.batch,
      Option(
        "methods", "NAME", help: "Methods: " + MethodOptions.names(MethodName.self) + ".",
        default: "gradient grad-cam", repeatable: true),
      Option(
        "targets", "CLASS", help: "Targets, each with every method.", default: "predicted",
        repeatable: true),
      Option(
        "tops", "SHARE", help: "Shares of pixels.", default: "0.02 0.05 0.1", repeatable: true),
      Option("boxes", "HEIGHTxWIDTH", help: "Boxes.", default: "1x1 3x3", repeatable: true),
      Option(
        "fills", "HOW", help: "Fills: " + MethodOptions.names(Fill.self) + ".",
        default: "zero mean blur neighbours", repeatable: true),
      Option(
        "least-sure", "SHARE", help: "Shares of images to act on, the least sure.",
        default: "1 0.25 0.1", repeatable: true),
      Option("control-draws", "N", help: "How often random boxes are drawn.", default: "1"),
      Option("block", "N", help: "Images worked on between two savings.", default: "1000"),
      Option("resume", help: "Go on with what lies in the directory."),
      Option("out", "DIR", help: "Where the results go.", required: true), .json,
    ] + MethodOptions.settings.filter { $0.name != "target" },
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    let resumes = arguments.flag("resume")
    if !resumes { try OutputDirectory.check(directory, force: arguments.isForced) }
    let console = Console(arguments)
    let compute = try arguments.compute()
    let planted = try arguments.dataSource().loadPlanted(
      arguments.split(), workers: compute.workers)
    let set = try arguments.limited(planted?.set ?? arguments.wholeSplit(compute))
    let plan = try SweepPlan(arguments, classNames: set.classNames)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    let scorer = try arguments.scorer(for: set, compute)
    let sweep = try SweepRun(
      classifier: scorer, images: images, grid: plan.grid, workers: compute.workers)
    let work = SweepWork(directory: directory, plan: plan, images: images, console: console)
    try work.prepare(arguments, resumes: resumes)
    let scores = try work.collect(sweep)
    let report = SweepReport(
      scores, leastSure: plan.leastSure, names: plan.names,
      groupOf: planted?.records.prefix(set.count).map(\.cause.rawValue))
    let document = SweepDocument(report, settings: plan.settings)
    try AtomicFile.write(SweepDocument.csv(report), to: directory + "/sweep.csv")
    try JSON.write(document, to: directory + "/summary.json")
    try AtomicFile.write(SweepDocument.figure(report).document, to: directory + "/pareto.svg")
    if arguments.wantsJSON {
      try Work.printJSON(document)
    } else {
      print(document, terminator: "")
    }
  }
}
