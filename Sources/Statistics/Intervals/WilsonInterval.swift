/// Wilson's score interval for a share.
package enum WilsonInterval {
  /// The interval of a share of which `successes` in `trials` were seen; nil without trials.
  ///
  /// E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference".
  /// - Parameter confidence: above 0 and below 1.
  /// - Precondition: `0 <= successes <= trials`.
  package static func of(
    _ successes: Int, in trials: Int, confidence: Double = 0.95
  ) -> ClosedRange<Double>? {
    precondition(successes >= 0 && successes <= trials)
    if trials == 0 { return nil }
    let z = confidence == 0.95 ? z95 : NormalDistribution.reach(confidence: confidence)
    let n = Double(trials)
    let share = Double(successes) / n
    let scale = 1 + z * z / n
    let centre = (share + z * z / (2 * n)) / scale
    let half = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    // The ends are exactly 0 and 1 where no trial, or each, succeeded; rounding hides it.
    let low = successes == 0 ? 0 : max(0, centre - half)
    let high = successes == trials ? 1 : min(1, centre + half)
    return low...high
  }

  private static let z95 = NormalDistribution.reach(confidence: 0.95)
}
