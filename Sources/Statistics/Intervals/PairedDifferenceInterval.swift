/// Tango's score interval for the difference of two shares observed on the same things.
///
/// It leaves out 0 exactly where McNemar's asymptotic test rejects. T. Tango (1998), "Equivalence
/// test and confidence interval for the difference in proportions for the paired-sample design".
package enum PairedDifferenceInterval {
  /// The interval of the first share minus the second; nil without things.
  ///
  /// - Parameters:
  ///   - onlyFirst: things only the first has.
  ///   - onlySecond: things only the second has.
  ///   - count: all things.
  ///   - confidence: above 0 and below 1.
  /// - Precondition: the things that only one has are no more than all.
  package static func of(
    onlyFirst: Int, onlySecond: Int, in count: Int, confidence: Double = 0.95
  ) -> ClosedRange<Double>? {
    precondition(onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= count)
    if count == 0 { return nil }
    let score = Score(first: Double(onlyFirst), second: Double(onlySecond), count: Double(count))
    let reach = NormalDistribution.reach(confidence: confidence)
    let observed = (score.first - score.second) / score.count
    let low = observed == -1 ? -1 : Bisection.between(-1, observed) { score.at($0) > reach }
    let high = observed == 1 ? 1 : Bisection.between(observed, 1) { score.at($0) > -reach }
    return low...high
  }

  private struct Score {
    let first, second, count: Double

    /// How many standard errors the observed difference lies above `difference`.
    func at(_ difference: Double) -> Double {
      // The most likely share that only the second has, if that is the difference.
      let b = (2 * count - first + second) * difference - first - second
      let c = -second * difference * (1 - difference)
      let root = max(0, b * b - 8 * count * c).squareRoot()
      let share = b > 0 ? -2 * c / (b + root) : (root - b) / (4 * count)
      let variance = count * (2 * share + difference * (1 - difference))
      let excess = first - second - count * difference
      return variance > 0 ? excess / variance.squareRoot() : excess * .infinity
    }
  }
}
