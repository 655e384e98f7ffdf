package import Tensors

/// A mean over images, and how far it could be off had other images been drawn.
package struct MeanWithInterval: Sendable, Equatable, Codable {
  package let count: Int
  package let mean: Double
  /// The 95 % interval: the 2.5 % and 97.5 % points of the means of 2000 resamples of the images
  /// (Efron's percentile bootstrap); nil for fewer than two images.
  package let low: Double?
  package let high: Double?

  private static let resamples = 2000

  /// Nil without values.
  ///
  /// - Parameter stream: where the resamples come from.
  package init?(of values: [Double], stream: RandomStream) {
    guard !values.isEmpty else { return nil }
    count = values.count
    mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else {
      (low, high) = (nil, nil)
      return
    }
    var stream = stream
    let means = (0..<Self.resamples).map { _ in
      (0..<values.count).reduce(0.0) { sum, _ in
        sum + values[stream.integer(in: 0..<values.count)]
      } / Double(values.count)
    }.sorted()
    low = means[Self.resamples / 40 - 1]
    high = means[Self.resamples - Self.resamples / 40]
  }

  /// The same from a seed; every mean has resamples of its own, and the same at each call.
  package init?(of values: [Double], seed: UInt64) {
    self.init(of: values, stream: RandomStream(seed, StreamPurpose.resampling))
  }
}
