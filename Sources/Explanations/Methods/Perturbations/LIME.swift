import Foundation
import Images

/// A linear model of the score as a function of which segments of the image are shown.
///
/// Ribeiro, Singh & Guestrin 2016, with the defaults of their program: each segment is shown with
/// probability one half, and the first copy shows all; copies are weighted by exp(-d² / (2 ·
/// 0.25²)), where d is the cosine distance to "all shown"; the model is a ridge regression of
/// strength 1 with an unpenalised constant. A pixel gets its segment's coefficient. Where the
/// scores of the copies differ by no more than rounding, all coefficients are zero
/// (``WeightedRidge``).
package struct LIME: ExplanationMethod, Equatable {
  /// Colour of a hidden segment.
  package enum Hiding: String, Sendable, CaseIterable {
    /// Its own mean colour.
    case segmentMean = "segment-mean"
    case mean, black, white
  }

  static let score = MethodParameter.score(.probability)
  static let sign = MethodParameter.sign(.signed)
  static let segmentation = MethodParameter(
    "segments", default: .slic(segments: 32),
    help: "Segments of an image: slic:N (about N) or grid:N (N x N).")
  static let samples = MethodParameter.samples(2...1_000_000, default: 1000)
  static let hiding = MethodParameter(
    "hiding", "HOW", default: Hiding.segmentMean, help: "Colour of a hidden segment")

  static let described = MethodDescription(
    "lime", [score, sign, segmentation, samples, hiding]
  ) { settings throws(ExplanationError) in
    try LIME(
      target: settings.target, score: try settings.value(score), sign: try settings.value(sign),
      segmentation: try settings.value(segmentation), samples: try settings.value(samples),
      hiding: try settings.value(hiding), seed: settings.seed)
  }

  package let target: ScoreTarget
  package let score: ScoreKind
  package let sign: AttributionSign
  package let segmentation: Segmentation
  package let samples: Int
  package let hiding: Hiding
  package let seed: UInt64

  /// - Throws: for fewer than two samples.
  package init(
    target: ScoreTarget = .predicted, score: ScoreKind = .probability,
    sign: AttributionSign = .signed, segmentation: Segmentation = .slic(segments: 32),
    samples: Int = 1000, hiding: Hiding = .segmentMean, seed: UInt64 = 0
  ) throws(ExplanationError) {
    try Self.samples.check(samples)
    self.target = target
    self.score = score
    self.sign = sign
    self.segmentation = segmentation
    self.samples = samples
    self.hiding = hiding
    self.seed = seed
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(score.rawValue)\(sign == .absolute ? ", absolute" : ""), "
      + "\(segmentation), \(samples) samples, \(hiding.rawValue))"
  }

  package var evaluationsPerImage: Int { samples }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try explanation(of: batch, by: classifier).maps
  }

  /// Maps, and the share of the score's variance over the copies that each model explains (weighted
  /// R²).
  package func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    let segments = (0..<batch.count).map { image in
      segmentation.segments(
        of: batch[image], height: batch.height, width: batch.width,
        normalization: classifier.normalization)
    }
    let shown = zip(segments, batch.indices).map { own, index in
      Self.draws(seed: seed, image: index, samples: samples, segments: (own.max() ?? 0) + 1)
    }
    let models = try self.models(of: batch, by: classifier, segments: segments, shown: shown)
    let maps = zip(models, segments).flatMap { model, own in
      own.map { segment in
        let value = Float(model.coefficients[segment])
        return sign == .absolute ? abs(value) : value
      }
    }
    return BatchExplanation(maps: maps, fits: models.map(\.fit))
  }

  /// Which segments each copy shows, samples x segments; the first shows all.
  package static func draws(
    seed: UInt64, image: Int, samples: Int, segments: Int
  ) -> [[Bool]] {
    var stream = RandomStream(seed, .segments, UInt64(bitPattern: Int64(image)))
    return (0..<samples).map { sample in
      (0..<segments).map { _ in
        let isShown = stream.next() & 1 == 1
        return sample == 0 || isShown
      }
    }
  }

  /// The linear model of each image.
  ///
  /// - Parameters:
  ///   - segments: of each image, the segment of every pixel, H x W.
  ///   - shown: of each image, which segments every copy shows, samples x segments.
  package func models(
    of batch: ExplanationBatch, by classifier: any Classifier, segments: [[Int]], shown: [[[Bool]]]
  ) throws -> [WeightedRidge] {
    let chosen = try ChosenScore(target, score, of: batch, by: classifier)
    let colors = (0..<batch.count).map { image in
      self.colors(of: segments[image], in: batch[image], classifier.normalization)
    }
    let copies = ChangedCopies(batch: batch, copiesPerImage: samples) { image, copy, pixels in
      let row = shown[image][copy]
      for (pixel, segment) in segments[image].enumerated() where !row[segment] {
        for channel in 0..<3 { pixels[3 * pixel + channel] = colors[image][3 * segment + channel] }
      }
    }
    let scores = try copies.scores(chosen, by: classifier)
    return shown.enumerated().map { image, rows in
      WeightedRidge(
        rows: rows, values: scores[image * samples..<(image + 1) * samples].map(Double.init),
        weights: rows.map(Self.weight), strength: 1)
    }
  }

  /// The weight of a copy, given the share of the image that it shows.
  package static func weight(of shown: [Bool]) -> Double {
    let share = Double(shown.count { $0 }) / Double(max(shown.count, 1))
    let distance = 1 - share.squareRoot()
    return exp(-distance * distance / (2 * 0.25 * 0.25))
  }

  /// The colour of each segment when it is hidden, segments x 3.
  private func colors(
    of segments: [Int], in pixels: ArraySlice<Float>, _ normalization: Normalization
  ) -> [Float] {
    let count = (segments.max() ?? 0) + 1
    let plain: Baseline? =
      switch hiding {
      case .segmentMean: nil
      case .mean: .mean
      case .black: .black
      case .white: .white
      }
    if let plain {
      let color = plain.color(normalization)
      return (0..<count).flatMap { _ in color }
    }
    var sums = [Float](repeating: 0, count: 3 * count)
    var sizes = [Float](repeating: 0, count: count)
    for (pixel, segment) in segments.enumerated() {
      sizes[segment] += 1
      for channel in 0..<3 {
        sums[3 * segment + channel] += pixels[pixels.startIndex + 3 * pixel + channel]
      }
    }
    return sums.indices.map { sums[$0] / max(sizes[$0 / 3], 1) }
  }
}
