/// Clopper and Pearson's exact interval for a share; never too short, mostly too long.
package enum ClopperPearsonInterval {
  /// The interval of a share of which `successes` in `trials` were seen; nil without trials.
  ///
  /// - Parameter confidence: above 0 and below 1.
  /// - Precondition: `0 <= successes <= trials`.
  package static func of(
    _ successes: Int, in trials: Int, confidence: Double = 0.95
  ) -> ClosedRange<Double>? {
    precondition(successes >= 0 && successes <= trials)
    if trials == 0 { return nil }
    let tail = (1 - confidence) / 2
    let low =
      successes == 0
      ? 0
      : Bisection.positive(below: 1) { share in
        BinomialDistribution(trials: trials, probability: share).upperTail(successes) < tail
      }
    let high =
      successes == trials
      ? 1
      : Bisection.positive(below: 1) { share in
        BinomialDistribution(trials: trials, probability: share).lowerTail(successes) > tail
      }
    return low...high
  }
}
