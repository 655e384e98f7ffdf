import Statistics

/// A mean over images with its sampling uncertainty.
package struct MeanWithInterval: Sendable, Equatable, Codable {
  package let count: Int
  package let mean: Double
  /// The 95 % interval: the middle of the means of 2000 resamples of the images; nil for fewer than
  /// two images.
  package let low: Double?
  package let high: Double?

  private static let resamples = 2000

  /// Nil without values.
  ///
  /// - Parameter seed: of the resamples.
  package init?(of values: [Double], seed: UInt64) {
    guard !values.isEmpty else { return nil }
    count = values.count
    mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else {
      (low, high) = (nil, nil)
      return
    }
    let bootstrap = Bootstrap(things: values.count, resamples: Self.resamples, seed: seed)
    let means = bootstrap.map { times in
      zip(times, values).reduce(0) { $0 + Double($1.0) * $1.1 } / Double(values.count)
    }
    let interval = try? PercentileInterval.of(means)
    low = interval?.lowerBound
    high = interval?.upperBound
  }
}
