/// Whether two things that were measured on the same images differ on average.
///
/// The p-value is by permutation: were there no difference, each image's two values could as well
/// change places, so that the sign of its difference is as likely + as -. The interval is
/// that of the means of images drawn anew: differences may be far from normal.
package struct PairedTest: Sendable, Equatable, Codable {
  /// Images.
  package let count: Int
  /// Mean of first less second.
  package let difference: Double
  /// The 95 % interval of the difference.
  package let low: Double
  package let high: Double
  /// Twice the smaller of the two one-sided p-values, at most 1.
  package let pValue: Double
  /// Whether all signs were tried, rather than a random choice of them.
  package let isExact: Bool
  private let standardError: Double

  private static let resamples = 2000

  package var interval: ClosedRange<Double> { low...high }

  /// - Parameters:
  ///   - differences: first less second, one for each image; finite.
  ///   - draws: how many signs are drawn; all are tried where there are no more than so many.
  ///   - seed: what the draws follow from.
  ///   - loop: what works on the draws.
  /// - Throws: `NotDefined` for fewer than two differences, or none that is not zero, and what the
  ///   loop stops with.
  package init<Failure>(
    _ differences: [Double], draws: Int = 9999, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    precondition(draws > 0)
    let sample = Sample("differences", differences)
    let (n, mean, variance) = try sample.moments()
    guard differences.contains(where: { $0 != 0 }) else {
      throw NotDefined("no image differs")
    }
    count = differences.count
    difference = mean
    standardError = (variance / n).squareRoot()
    let bootstrap = Bootstrap(things: count, resamples: Self.resamples, seed: seed)
    let interval = try PercentileInterval.of(
      bootstrap.map(by: loop) { times in
        zip(times, differences).reduce(0) { $0 + Double($1.0) * $1.1 } / n
      })
    (low, high) = (interval.lowerBound, interval.upperBound)
    let sizes = differences.map(\.magnitude)
    let observed = differences.reduce(0, +)
    // What rounding may make of equal sums.
    let slack = 1e-12 * sizes.reduce(0, +)
    isExact = count < Int.bitWidth - 1 && 1 << count <= draws
    let sums: [Double] =
      isExact
      ? (0..<1 << count).map { signs in
        sizes.indices.reduce(0) { signs >> $1 & 1 == 1 ? $0 + sizes[$1] : $0 - sizes[$1] }
      }
      : try loop.map(draws, inRunsOf: 64) { run in
        run.map { draw in
          var generator = SeededGenerator(seed: seed, stream: UInt64(draw))
          var (sum, bits) = (0.0, UInt64(0))
          for (place, size) in sizes.enumerated() {
            if place % 64 == 0 { bits = generator.next() }
            sum += bits & 1 == 1 ? size : -size
            bits >>= 1
          }
          return sum
        }
      }
    // The observed signs are among those that could have been drawn.
    let extra = isExact ? 0 : 1
    let atMost = sums.count { $0 <= observed + slack } + extra
    let atLeast = sums.count { $0 >= observed - slack } + extra
    pValue = min(1, 2 * Double(min(atMost, atLeast)) / Double(sums.count + extra))
  }

  /// The p-value of the hypothesis that the means are apart by the margin or more: the larger of
  /// two one-sided t-tests. Small means that they are the same for practical purposes.
  ///
  /// - Parameter margin: above 0, in the unit of the values.
  package func equivalenceP(margin: Double) -> Double {
    precondition(margin > 0)
    guard standardError > 0 else { return difference.magnitude < margin ? 0 : 1 }
    let distribution = StudentDistribution(degreesOfFreedom: Double(count - 1))
    return max(
      distribution.upperTail((difference + margin) / standardError),
      distribution.lowerTail((difference - margin) / standardError))
  }
}
