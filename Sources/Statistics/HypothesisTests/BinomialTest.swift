/// The exact binomial test: whether a share may be what a hypothesis says.
package enum BinomialTest {
  /// The two-sided p-value: the probability of all outcomes no more probable than the one seen.
  ///
  /// Outcomes whose probability is the same but for rounding (one part in ten million) count as
  /// equally probable, as in R and SciPy.
  /// - Parameter share: the hypothesis, 0...1.
  /// - Precondition: `0 <= successes <= trials`. Without trials the p-value is 1.
  package static func twoSided(
    _ successes: Int, in trials: Int, share: Double = 0.5
  ) -> Double {
    precondition(successes >= 0 && successes <= trials)
    let distribution = BinomialDistribution(trials: trials, probability: share)
    let expected = Double(trials) * share
    let bound = distribution.probability(of: successes) * (1 + 1e-7)
    if Double(successes) == expected { return 1 }
    if Double(successes) < expected {
      // Falling from the mean on: where it comes down to the bound, the other tail begins.
      let far = firstAbove(Int(expected.rounded(.up)), through: trials) {
        distribution.probability(of: $0) <= bound
      }
      return min(1, distribution.lowerTail(successes) + distribution.upperTail(far))
    }
    let near = firstAbove(0, through: Int(expected.rounded(.down))) {
      distribution.probability(of: $0) > bound
    }
    return min(1, distribution.lowerTail(near - 1) + distribution.upperTail(successes))
  }

  /// The first number in `low...high` for which the condition holds, as it does for all after it;
  /// `high + 1` if it never does.
  private static func firstAbove(
    _ low: Int, through high: Int, _ condition: (Int) -> Bool
  ) -> Int {
    var (low, high) = (low, high + 1)
    while low < high {
      let middle = low + (high - low) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
