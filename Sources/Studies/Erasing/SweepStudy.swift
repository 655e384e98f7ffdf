import Compute
import Datasets
package import Explanations
import Figures
import Interchange
package import Pieces
package import Results

/// Many ways to erase, chosen on one half of the images, judged on the other.
package struct SweepStudy {
  let data: DataRequest
  let model: ModelRequest
  /// All methods, with every target.
  let methods: (_ classNames: [String]) throws -> [any ExplanationMethod]
  private let directory: String
  package var force = false
  /// Goes on with what lies in the directory.
  package var resumes = false
  package var limit: Int?
  /// Shares of pixels that get a box.
  package var shares: [Double] = []
  /// None for a single pixel and what is usual for images of their size.
  package var boxes: [BoxShape] = []
  package var fills: [Fill] = []
  /// Shares of images to act on, the least sure.
  package var leastSure: [Double] = []
  package var controlDraws = 1
  /// Images worked on between two savings.
  package var block = 1000
  package var seed: UInt64 = 0

  package init(
    _ data: DataRequest, _ model: ModelRequest,
    _ methods: @escaping (_ classNames: [String]) throws -> [any ExplanationMethod],
    into directory: String
  ) {
    self.data = data
    self.model = model
    self.methods = methods
    self.directory = directory
  }

  /// Whether there is a sweep in a directory to go on with, where that is wanted.
  package static func goesOn(in directory: String, resume: Bool, requeue: Bool) -> Bool {
    UnfinishedWork.goesOn(in: directory, SweepBlocks.layout, resume: resume, requeue: requeue)
  }

  /// - Returns: nil for a shard.
  package func run(_ pieces: PieceWork) throws -> (document: SweepDocument, files: [String])? {
    let workers = model.compute.workers
    let planted = try data.source().loadPlanted(data.split, workers: workers)
    let set = try (planted?.set ?? data.wholeSplit(workers, for: model)).limited(to: limit)
    let plan = try SweepPlan(self, set)
    let images = try ImagesToExplain(images: set.images, labels: set.labels)
    let scorer = try model.scorer(for: set)
    let sweep = try SweepRun(classifier: scorer, images: images, grid: plan.grid, workers: workers)
    try pieces.check(WorkFingerprint(images, scorer))
    let blocks = SweepBlocks(plan: plan, images: images, scorer: scorer, console: pieces.console)
    let kept =
      pieces.isShard
      ? nil
      : try blocks.begin(in: directory, scorer, resumes: resumes, force: force)
    defer { kept?.release() }
    guard let scores = try blocks.collect(sweep, kept, pieces) else { return nil }
    let report = SweepReport(
      scores, leastSure: plan.leastSure, names: plan.names,
      groupOf: planted?.records.prefix(set.count).map(\.cause.rawValue))
    let document = SweepDocument(report, settings: plan.settings)
    let files = ["sweep.csv", "summary.json", "pareto.svg"].map { directory + "/" + $0 }
    try AtomicFile.write(SweepDocument.csv(report), to: files[0])
    try JSON.write(document, to: files[1])
    try AtomicFile.write(SweepDocument.figure(report).document, to: files[2])
    return (document, files)
  }
}
