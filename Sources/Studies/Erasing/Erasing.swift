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

  /// Of all images, or of a shard's.
  ///
  /// - Parameter take: is given each image as it is treated, or gathered from all shards, in their
  ///   order; none for a shard.
  func run(_ work: PieceWork, take: (ErasureItem) throws -> Void) throws {
    if work.isWhole { return try whole(work.console, take: take) }
    var shown = shown
    try work.forEachRow("erase", of: images.count, .init(label: "erase"), problem: problem) {
      var items: [ErasureItem] = []
      try erase($0, progress: $1) { items.append($0) }
      return items
    } take: { item in
      // A piece kept what might have been shown, had there been no images before it.
      try take(ErasureItem(row: item.row, kept: shown.take(item.row) ? item.kept : nil))
    }
  }

  private func whole(_ console: Console, take: (ErasureItem) throws -> Void) throws {
    let meter = console.progress("erase", total: images.count, unit: "images")
    try erase(
      0..<images.count,
      progress: {
        try Interruption.check()
        meter.advance(to: $0)
      }, take: take)
    meter.finish()
  }

  private func erase(
    _ range: Range<Int>, progress: (Int) throws -> Void, take: (ErasureItem) throws -> Void
  ) throws {
    let experiment = try ErasureExperiment(
      classifier: model.classifier, images: images.piece(range),
      options: options.piece(range), workers: workers)
    var shown = shown
    try experiment.run(keepingWhere: { shown.take($0) }, progress: progress, take: take)
  }

  private func problem(_ place: Int, _ item: ErasureItem) -> String? {
    let row = item.row
    if let strange = row.allErasedPixels.first(where: { !(0...pixelsPerImage).contains($0) }) {
      return "expected up to \(pixelsPerImage) erased pixels, found \(strange)"
    }
    if row.controls.count != options.controlDraws {
      return "expected \(options.controlDraws) draws of the control, found \(row.controls.count)"
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
