import Datasets
import Explanations
import Images
import Models
import Pieces
import Results
import Terminal

/// The maps of images, as they are computed or as shards computed them.
struct SaliencyMaps {
  let chosen: ChosenImages
  let images: ImagesToExplain
  let method: any ExplanationMethod
  let workers: Workers

  var height: Int { images.images.height }
  var width: Int { images.images.width }

  /// Hands over each map, H x W, in the order of the images: those of a shard, or all.
  func forEach(
    _ work: PieceWork, _ body: (ExplainedImage, [Float]) throws -> Void
  ) throws {
    if work.isWhole { return try compute(work.console, body) }
    try work.forEachRow(
      "saliency", of: images.count, .init(label: "saliency"),
      problem: {
        images.problem(
          $0, index: $1.index, label: $1.label, classes: [$1.predicted],
          of: chosen.model.classCount)
      }
    ) { range, progress in
      try items(of: images.piece(range), progress: progress)
    } take: { (item: SaliencyItem) in
      let map = try item.values(height: height, width: width)
      try body(
        explained(
          item.index, predicted: item.predicted, fault: MapFault(of: map[...]), fit: item.fit), map)
    }
  }

  private func compute(
    _ console: Console, _ body: (ExplainedImage, [Float]) throws -> Void
  ) throws {
    let meter = console.progress("saliency", total: images.count, unit: "images")
    try ExplanationMaps.forEachBatch(
      of: images, by: chosen.model.classifier, method: method, workers: workers
    ) { batch in
      try Interruption.check()
      for (number, place) in batch.range.enumerated() {
        try body(
          explained(
            images.indices[place], predicted: batch.predicted[number],
            fault: batch.maps.faults[number], fit: batch.maps.fits?[number]), batch.maps[number])
      }
      meter.advance(to: batch.range.upperBound)
    }
    meter.finish()
  }

  private func items(
    of images: ImagesToExplain, progress: (Int) throws -> Void
  ) throws -> [SaliencyItem] {
    var items: [SaliencyItem] = []
    try ExplanationMaps.forEachBatch(
      of: images, by: chosen.model.classifier, method: method, workers: workers
    ) { batch in
      for (number, place) in batch.range.enumerated() {
        items.append(
          SaliencyItem(
            index: images.indices[place], label: images.labels[place],
            predicted: batch.predicted[number], map: batch.maps[number],
            fit: batch.maps.fits?[number]))
      }
      try progress(batch.range.upperBound)
    }
    return items
  }

  private func explained(
    _ index: Int, predicted: Int, fault: MapFault?, fit: Double?
  ) -> ExplainedImage {
    let whole = chosen.whole
    return ExplainedImage(
      index: index, file: whole.names?[index],
      label: whole.isLabelled ? whole.labels[index] : nil, predicted: predicted,
      mapFault: fault?.rawValue, fit: fit)
  }
}
