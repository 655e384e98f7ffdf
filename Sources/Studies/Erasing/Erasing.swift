import Explanations
import Images
import Models
import Pieces
import Terminal

/// The erasure of images, of all at once or of shards.
struct Erasing {
  let model: AskedModel
  let images: ImagesToExplain
  let options: ErasureExperiment.Options
  let workers: Workers
  /// How many images that are misclassified are shown.
  let sheetImages: Int
  /// Images that are shown besides, by their numbers.
  let figures: Set<Int>

  /// Of all images, in one process.
  func result(_ console: Console) throws -> ErasureResult {
    let meter = console.progress("erase", total: images.count, unit: "images")
    let result = try erase(0..<images.count) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return result
  }

  /// Of the images of a shard, or of all shards.
  func result(of work: PieceWork) throws -> ErasureResult {
    var shown = shown
    var (rows, kept) = (ErasureRows(), [KeptErasure]())
    try work.forEachRow("erase", of: images.count, .init(label: "erase"), problem: problem) {
      ErasureItem.items(try erase($0, progress: $1))
    } take: { item in
      rows.append(item.row)
      // A piece kept what might have been shown, had there been no images before it.
      if shown.take(item.row), let pixels = item.kept { kept.append(pixels) }
    }
    return ErasureResult(rows: rows, pixelsPerImage: pixelsPerImage, kept: kept)
  }

  private func erase(
    _ range: Range<Int>, progress: (Int) throws -> Void
  ) throws -> ErasureResult {
    let experiment = try ErasureExperiment(
      classifier: model.classifier, images: images.piece(range),
      options: options.piece(range), workers: workers)
    var shown = shown
    return try experiment.run(keepingWhere: { shown.take($0) }, progress: progress)
  }

  private func problem(_ place: Int, _ item: ErasureItem) -> String? {
    let row = item.row
    if let strange = row.allErasedPixels.first(where: { !(0...pixelsPerImage).contains($0) }) {
      return "expected up to \(pixelsPerImage) erased pixels, found \(strange)"
    }
    return images.problem(
      place, index: row.index, label: row.label, classes: row.allClasses, of: model.classCount)
  }

  private var pixelsPerImage: Int { images.images.height * images.images.width }
  private var shown: ShownErasures { ShownErasures(limit: sheetImages, figures: figures) }
}

/// Which images' pixels are needed: the first that are misclassified, and some by their numbers.
private struct ShownErasures {
  let limit: Int
  let figures: Set<Int>
  private var count = 0

  init(limit: Int, figures: Set<Int>) {
    self.limit = limit
    self.figures = figures
  }

  mutating func take(_ row: ErasureRow) -> Bool {
    guard row.predicted != row.label, count < limit else { return figures.contains(row.index) }
    count += 1
    return true
  }
}

extension ErasureExperiment.Options {
  /// The same for some of the images.
  fileprivate func piece(_ range: Range<Int>) -> Self {
    var options = self
    options.objects = objects?.piece(range)
    options.sparing = sparing.map {
      Sparing(masks: $0.masks.piece(range), rule: $0.rule, refills: $0.refills)
    }
    return options
  }
}
