import Compute
import Datasets
import Explanations
import Interchange
import Models
package import Pieces
package import Results

/// How much of the maps lies on the object (Nguyen, Kellner, Färber & Lanquillon 2020).
package struct ObjectStudy {
  private let images: ChosenImageRequest
  private let model: ModelRequest
  private let masks: NamedMasks
  private let method: MethodRequest
  /// A file with a line per image.
  package var listing: String?
  /// What a map without anything above zero counts; nil for nothing at all.
  package var emptyScore: Double?
  package var seed: UInt64 = 0

  package init(
    _ images: ChosenImageRequest, _ model: ModelRequest, _ masks: NamedMasks,
    _ method: @escaping MethodRequest
  ) {
    self.images = images
    self.model = model
    self.masks = masks
    self.method = method
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> AlignmentDocument? {
    let data = self.images.data
    let chosen = try ChosenImages(self.images, model, work)
    let objects = try SplitMasks(masks, of: chosen.whole, data, for: model).of(chosen.indices)
    let method = try self.method(chosen.whole.classNames)
    let images = try chosen.imagesToExplain()
    try work.check(WorkFingerprint(images, chosen.model, masks: objects))
    let rows = try work.rows(
      "obalex", of: images.count, .init(label: "obalex"),
      problem: { item, row in
        row.flatMap {
          images.problem(
            item, index: $0.index, label: $0.label, classes: [$0.predicted],
            of: chosen.model.classCount)
        }
      }
    ) { range, progress in
      try AlignmentMeasurement(
        classifier: chosen.model.classifier, images: images.piece(range),
        masks: objects.piece(range), method: method, workers: model.compute.workers
      ).rowsOfAll(progress: progress)
    }.rows.compactMap { $0 }
    if work.isShard { return nil }
    let document = AlignmentDocument(
      model: model.text, data: try data.source().description, split: data.split.rawValue,
      masks: masks.text, method: method.name, images: images.count,
      classNames: chosen.whole.classNames, rows: rows, emptyScore: emptyScore, seed: seed)
    if let listing { try AtomicFile.write(AlignmentDocument.csv(rows), to: listing) }
    return document
  }
}
