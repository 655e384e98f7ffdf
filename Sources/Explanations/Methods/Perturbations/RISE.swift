import Images

/// The mean of random masks, each weighted by the score of the masked image.
///
/// Petsiuk, Das & Saenko 2018, equation 6: a mask is a grid of cells, each kept with a probability
/// p, scaled up bilinearly and shifted at random; the weighted sum is divided by N p. Masked pixels
/// take the mean colour of the data. All images share the same masks.
package struct RISE: ExplanationMethod, Equatable {
  static let score = MethodParameter.score(.probability)
  static let samples = MethodParameter.samples(1...1_000_000, default: 2000)
  static let cells = MethodParameter(
    "cells", "N", in: 2...256, default: 8, help: "Cells of a mask to a side.")
  static let keep = MethodParameter(
    "keep", "SHARE", above: 0, upTo: 1, default: 0.5, help: "Probability that a cell is kept.")

  static let described = MethodDescription("rise", [score, samples, cells, keep]) {
    settings throws(ExplanationError) in
    try RISE(
      target: settings.target, score: try settings.value(score),
      samples: try settings.value(samples), cells: try settings.value(cells),
      keep: try settings.value(keep), seed: settings.seed)
  }

  package let target: ScoreTarget
  package let score: ScoreKind
  package let samples: Int
  /// To a side.
  package let cells: Int
  /// Probability of a cell to be kept.
  package let keep: Double
  package let seed: UInt64

  /// - Throws: for a number out of its range.
  package init(
    target: ScoreTarget = .predicted, score: ScoreKind = .probability, samples: Int = 2000,
    cells: Int = 8, keep: Double = 0.5, seed: UInt64 = 0
  ) throws(ExplanationError) {
    try Self.samples.check(samples)
    try Self.cells.check(cells)
    try Self.keep.check(keep)
    self.target = target
    self.score = score
    self.samples = samples
    self.cells = cells
    self.keep = keep
    self.seed = seed
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(score.rawValue), "
      + "\(samples) masks of \(cells)x\(cells), keep \(keep))"
  }

  package var evaluationsPerImage: Int { samples }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    let masks = (0..<samples).map { mask($0, height: batch.height, width: batch.width) }
    return try maps(of: batch, by: classifier, masks: masks)
  }

  /// The maps for given masks, each H x W in 0...1.
  package func maps(
    of batch: ExplanationBatch, by classifier: any Classifier, masks: [[Float]]
  ) throws -> [Float] {
    let chosen = try ChosenScore(target, score, of: batch, by: classifier)
    let copies = ChangedCopies(batch: batch, copiesPerImage: masks.count) { _, copy, pixels in
      let mask = masks[copy]
      for pixel in mask.indices {
        for place in 3 * pixel..<3 * pixel + 3 { pixels[place] *= mask[pixel] }
      }
    }
    let scores = try copies.scores(chosen, by: classifier)
    var maps = [Float](repeating: 0, count: batch.count * batch.area)
    let scale = 1 / (Float(masks.count) * Float(keep))
    for image in 0..<batch.count {
      for (copy, mask) in masks.enumerated() {
        let weight = scores[image * masks.count + copy] * scale
        for pixel in 0..<batch.area { maps[image * batch.area + pixel] += weight * mask[pixel] }
      }
    }
    return maps
  }

  /// One mask, determined by the seed and its number alone.
  package func mask(_ number: Int, height: Int, width: Int) -> [Float] {
    var stream = RandomStream(seed, .cells, UInt64(number))
    let grid = (0..<cells * cells).map { _ -> Float in stream.uniformDouble() < keep ? 1 : 0 }
    let (cellHeight, cellWidth) = ((height + cells - 1) / cells, (width + cells - 1) / cells)
    let (top, left) = (stream.integer(in: 0..<cellHeight), stream.integer(in: 0..<cellWidth))
    let wide = (cells + 1) * cellWidth
    let large = Upscaling.bilinear.apply(
      to: grid, height: cells, width: cells, newHeight: (cells + 1) * cellHeight, newWidth: wide)
    return (0..<height * width).map { large[(top + $0 / width) * wide + left + $0 % width] }
  }
}
