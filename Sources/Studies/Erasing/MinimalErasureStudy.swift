import Compute
import Datasets
package import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
package import Pieces
package import Results

/// The least that has to go for each mistake to turn.
package struct MinimalErasureStudy {
  private let data: DataRequest
  private let model: ModelRequest
  private let method: MethodRequest
  private let directory: String
  package var force = false
  /// Mistakes, at most.
  package var limit: Int?
  /// Nil for what is usual for images of their size.
  package var box: BoxShape?
  package var fill = Fill.zero
  package var goal = MinimalErasure.Goal.right
  package var mostBoxes = 200
  package var seed: UInt64 = 0
  package var sheetImages = 0

  package init(
    _ data: DataRequest, _ model: ModelRequest, _ method: @escaping MethodRequest,
    into directory: String
  ) {
    self.data = data
    self.model = model
    self.method = method
    self.directory = directory
  }

  private typealias Erased = (rows: [MinimalErasure.Row], kept: [KeptErasure])

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> (document: MinimalDocument, files: [String])? {
    let set = try data.wholeSplit(model.compute.workers, for: model)
    let method = try self.method(set.classNames)
    let model = try self.model.asked(for: set)
    let mistakes = try set.checked(
      work.fact("mistakes") {
        let predictions = try Work.predict(set, model, source: "predictions", console: work.console)
        return Array(predictions.misclassified.prefix(limit ?? .max))
      })
    let images = try ImagesToExplain(
      images: set.images.selecting(mistakes), labels: mistakes.map { set.labels[$0] },
      indices: mistakes)
    try work.check(WorkFingerprint(images, model))
    let held = try work.take(directory, force: force)
    defer { held?.release() }
    let found = try erase(
      images, model, "saliency", method, "by saliency",
      keeping: Set(mistakes.prefix(sheetImages)), work)
    let control = try erase(
      images, model, "random", RandomMaps(seed: seed), "at random", keeping: [], work)
    if work.isShard { return nil }
    let document = MinimalDocument(
      method: method.name, rows: found.rows, control: control.rows,
      pixelsPerImage: set.images.height * set.images.width)
    let sheet = try MinimalDocument.sheet(found, set)
    let files = ["minimal.csv", "summary.json", "sizes.svg", "sheet.png"].map {
      directory + "/" + $0
    }
    try AtomicFile.write(MinimalDocument.csv(found.rows, control.rows), to: files[0])
    try JSON.write(document, to: files[1])
    try AtomicFile.write(document.figure.document, to: files[2])
    try AtomicFile.write(sheet.png, to: files[3])
    return (document, files)
  }

  private func erase(
    _ images: ImagesToExplain, _ model: AskedModel, _ stage: String,
    _ method: any ExplanationMethod, _ label: String, keeping: Set<Int>, _ work: PieceWork
  ) throws -> Erased {
    let items = try work.rows(
      stage, of: images.count, size: 32, .init(label: label, unit: "mistakes"),
      problem: {
        images.problem(
          $0, index: $1.row.index, label: $1.row.label,
          classes: [$1.row.before, $1.row.after].compactMap { $0 }, of: model.classCount)
      }
    ) { range, progress in
      let erasure = try MinimalErasure(
        classifier: model.classifier, images: images.piece(range), method: method,
        placement: BoxPlacement(box ?? .usual(for: images.images)), fill: fill, goal: goal,
        mostBoxes: mostBoxes, seed: seed, workers: self.model.compute.workers)
      return MinimalErasureItem.items(try erasure.run(keeping: keeping, progress: progress))
    }
    return (items.rows.map(\.row), items.rows.compactMap(\.kept))
  }
}
