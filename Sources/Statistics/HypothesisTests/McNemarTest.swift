/// McNemar's test: whether two shares differ that were observed on the same things.
///
/// It looks only at the things on which the two disagree: if neither is better, each of them is
/// equally likely to fall either way.
package struct McNemarTest: Sendable, Equatable, Encodable {
  /// Things only the first has (such as images only the first model gets wrong).
  package let onlyFirst: Int
  /// Things only the second has.
  package let onlySecond: Int
  /// The exact two-sided p-value, of the binomial distribution. Trust this one.
  package let exactP: Double
  /// (b - c)² / (b + c); nil, with its p-value, where the two agree on everything.
  package let chiSquared: Double?
  /// The asymptotic p-value, one degree of freedom, without continuity correction.
  package let asymptoticP: Double?
  /// (|b - c| - 1)² / (b + c), with Edwards' continuity correction.
  package let correctedChiSquared: Double?
  package let correctedP: Double?

  /// - Precondition: neither count is negative.
  package init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0)
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    let discordant = onlyFirst + onlySecond
    // Symmetric, so the far tail is the near one over again; the two cover everything, to the last
    // bit, where the counts differ by one at most.
    exactP =
      (onlyFirst - onlySecond).magnitude <= 1
      ? 1
      : 2
        * BinomialDistribution(trials: discordant, probability: 0.5)
        .lowerTail(min(onlyFirst, onlySecond))
    guard discordant > 0 else {
      (chiSquared, asymptoticP, correctedChiSquared, correctedP) = (nil, nil, nil, nil)
      return
    }
    let distribution = ChiSquaredDistribution(degreesOfFreedom: 1)
    let difference = Double((onlyFirst - onlySecond).magnitude)
    let plain = difference * difference / Double(discordant)
    let reduced = max(0, difference - 1)
    let corrected = reduced * reduced / Double(discordant)
    (chiSquared, asymptoticP) = (plain, distribution.upperTail(plain))
    (correctedChiSquared, correctedP) = (corrected, distribution.upperTail(corrected))
  }
}
