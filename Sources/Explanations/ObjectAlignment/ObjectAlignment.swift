/// ObAlEx: the share of an explanation that lies on the object.
///
/// Nguyen, Kellner, Färber & Lanquillon 2020, equation 1: Σ A B / Σ B for an object mask A and a
/// map B, the same as Quantus' relevance mass accuracy. It does not change with the scale of the
/// map, but it does with a constant added: negative numbers of a map count as 0 here, as after the
/// paper's ReLU.
package enum ObjectAlignment {
  /// Nil where the map has no number above zero, or one that is not finite: the formula is then 0 /
  /// 0.
  ///
  /// - Parameters:
  ///   - map: B, H x W.
  ///   - mask: A, H x W.
  package static func score(
    map: some Collection<Float>, mask: some Collection<Bool>
  ) -> Double? {
    precondition(map.count == mask.count)
    var (inside, all) = (0.0, 0.0)
    for (value, isObject) in zip(map, mask) {
      guard value.isFinite else { return nil }
      guard value > 0 else { continue }
      all += Double(value)
      if isObject { inside += Double(value) }
    }
    return all > 0 ? inside / all : nil
  }

  /// The score of a uniform map: the object's share of the image. Every score has to be compared
  /// with it. Nil for an image without pixels.
  package static func baseline(mask: some Collection<Bool>) -> Double? {
    mask.isEmpty ? nil : Double(mask.count { $0 }) / Double(mask.count)
  }
}

/// The alignment of one image's explanation with its object.
package struct AlignedImage: Sendable, Equatable, Codable {
  /// In the data set.
  package let index: Int
  package let label: Int
  package let predicted: Int
  /// Nil where the map is unusable.
  package let score: Double?
  /// The object's share of the image.
  package let area: Double

  package init(index: Int, label: Int, predicted: Int, score: Double?, area: Double) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.score = score
    self.area = area
  }

  package var isRight: Bool { predicted == label }
}

/// AvgObAlEx: the mean over images that were classified right, beside the uniform map.
package struct AlignmentSummary: Sendable, Equatable, Codable {
  /// Images that count: classified right, with an object.
  package let images: Int
  /// The number of these whose map is unusable.
  package let withoutMap: Int
  /// AvgObAlEx; nil without images.
  package let score: MeanWithInterval?
  /// What uniform maps score on the same images.
  package let uniform: MeanWithInterval?
  /// Score over uniform: 1 is chance level.
  package let ratio: Double?

  /// - Parameters:
  ///   - images: right ones and wrong ones.
  ///   - emptyScore: the score of an unusable map, 0 in the published code; nil leaves the
  ///     image out.
  ///   - seed: of the resamples behind the intervals.
  package init(of images: [AlignedImage], emptyScore: Double? = nil, seed: UInt64 = 0) {
    let counted = images.filter { $0.isRight && $0.area > 0 }
    let scored = counted.filter { $0.score != nil || emptyScore != nil }
    self.images = counted.count
    withoutMap = counted.count { $0.score == nil }
    let score = MeanWithInterval(of: scored.compactMap { $0.score ?? emptyScore }, seed: seed)
    let uniform = MeanWithInterval(of: scored.map(\.area), seed: seed)
    self.score = score
    self.uniform = uniform
    ratio = score.flatMap { score in
      uniform.flatMap { $0.mean > 0 ? score.mean / $0.mean : nil }
    }
  }
}
