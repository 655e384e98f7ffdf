package import Images

import Foundation

/// The effect of learned masks on all images.
package struct LearnedMaskSummary: Sendable, Equatable, Codable {
  package let images: Int
  /// φ of Kang et al., equation 8, in per cent: the part of the missing probability that was
  /// gained. Images that have probability 1 are left out; nil without any other.
  package let gain: MeanWithInterval?
  /// The same for masks with shuffled cells: as much blur, elsewhere.
  package let shuffledGain: MeanWithInterval?
  /// Target's probability, before, after, and with shuffled cells.
  package let before: Double?
  package let after: Double?
  package let shuffled: Double?
  /// Share of the pixels above the threshold.
  package let area: MeanWithInterval?
  package let threshold: Double
  package let polarity: LearnedMask.Polarity
  /// Images that were classified wrong, those of them that are right with the mask, and with a
  /// shuffled.
  package let errors: Int
  package let fixed: Int
  package let fixedByShuffled: Int
  /// Images that were right, and those of them that are wrong with the mask, and with a shuffled
  /// one.
  package let right: Int
  package let broken: Int
  package let brokenByShuffled: Int
  /// Which part of what was removed lies on the object, as ObAlEx counts it; nil without masks.
  package let onObject: MeanWithInterval?
  /// The object's share of the same images.
  package let objectArea: MeanWithInterval?

  /// - Parameters:
  ///   - masks: what was learned.
  ///   - objects: one mask per learned mask, in their order; nil where nobody knows.
  ///   - seed: of the resamples behind the intervals.
  package init(
    of masks: [LearnedMask], threshold: Double = 0.6, polarity: LearnedMask.Polarity = .removed,
    objects: ObjectMasks? = nil, seed: UInt64 = 0
  ) {
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    images = masks.count
    gain = MeanWithInterval(of: masks.compactMap(\.gain).map { 100 * $0 }, seed: seed)
    shuffledGain = MeanWithInterval(
      of: masks.compactMap(\.shuffledGain).map { 100 * $0 }, seed: seed)
    before = mean(masks.map(\.before.probability))
    after = mean(masks.map(\.after.probability))
    shuffled = mean(masks.map(\.shuffled.probability))
    area = MeanWithInterval(
      of: masks.map { mask in
        let pixels = mask.pixels(above: threshold, polarity)
        return Double(pixels.count { $0 }) / Double(max(pixels.count, 1))
      }, seed: seed)
    self.threshold = threshold
    self.polarity = polarity
    let wrong = masks.filter { $0.predicted != $0.label }
    errors = wrong.count
    fixed = wrong.count { $0.predictedAfter == $0.label }
    fixedByShuffled = wrong.count { $0.predictedShuffled == $0.label }
    let correct = masks.filter { $0.predicted == $0.label }
    right = correct.count
    broken = correct.count { $0.predictedAfter != $0.label }
    brokenByShuffled = correct.count { $0.predictedShuffled != $0.label }
    let aligned = objects.map { objects in
      masks.enumerated().compactMap { place, mask in
        ObjectAlignment.score(map: mask.removed, mask: objects[place]).map {
          ($0, ObjectAlignment.baseline(mask: objects[place]) ?? 0)
        }
      }
    }
    onObject = aligned.flatMap { MeanWithInterval(of: $0.map(\.0), seed: seed) }
    objectArea = aligned.flatMap { MeanWithInterval(of: $0.map(\.1), seed: seed) }
  }
}

/// Whether an image gets the same mask from different initial masks.
package struct MaskConsistency: Sendable, Equatable, Codable {
  package let trials: Int
  /// Pearson's correlation of what two trials removed, pixel by pixel, averaged over all pairs of
  /// trials and all images; pairs of which one is the same everywhere have none and are left out.
  package let correlation: MeanWithInterval?
  package let pairsWithout: Int

  /// - Parameters:
  ///   - trials: the masks of the same images in the same order, from as many beginnings.
  ///   - seed: of the resamples (of images) behind the interval.
  package init(of trials: [[LearnedMask]], seed: UInt64 = 0) {
    self.trials = trials.count
    var without = 0
    let means = (trials.first ?? []).indices.compactMap { image -> Double? in
      var values: [Double] = []
      for first in trials.indices {
        for second in trials.indices where second > first {
          let value = Self.correlation(
            trials[first][image].removed, trials[second][image].removed)
          if let value { values.append(value) } else { without += 1 }
        }
      }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    correlation = MeanWithInterval(of: means, seed: seed)
    pairsWithout = without
  }

  /// Pearson's; nil where either is the same everywhere.
  package static func correlation(_ x: [Float], _ y: [Float]) -> Double? {
    precondition(x.count == y.count)
    let count = Double(max(x.count, 1))
    let meanX = x.reduce(0.0) { $0 + Double($1) } / count
    let meanY = y.reduce(0.0) { $0 + Double($1) } / count
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      let (dx, dy) = (Double(a) - meanX, Double(b) - meanY)
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    // Rounding leaves a trace of spread in numbers that are alike.
    guard xx > 1e-12 * count, yy > 1e-12 * count else { return nil }
    return xy / (xx * yy).squareRoot()
  }
}
