import Foundation

/// The binomial distribution: how many of some trials succeed.
package struct BinomialDistribution: Sendable {
  /// 0 or more.
  package let trials: Int
  /// The probability that one trial succeeds, 0...1.
  package let probability: Double

  package init(trials: Int, probability: Double) {
    precondition(trials >= 0 && (0...1).contains(probability))
    (self.trials, self.probability) = (trials, probability)
  }

  /// P(X = successes); 0 outside 0...trials.
  package func probability(of successes: Int) -> Double {
    guard (0...trials).contains(successes) else { return 0 }
    let (p, q) = (probability, 1 - probability)
    let (n, k, rest) = (Double(trials), Double(successes), Double(trials - successes))
    if p == 0 { return successes == 0 ? 1 : 0 }
    if p == 1 { return successes == trials ? 1 : 0 }
    if successes == 0 { return exp(n * log1p(-p)) }
    if successes == trials { return exp(n * log(p)) }
    let exponent =
      Deviance.stirlingError(n) - Deviance.stirlingError(k) - Deviance.stirlingError(rest)
      - Deviance.of(k, mean: n * p) - Deviance.of(rest, mean: n * q)
    return (n / (2 * .pi * k) / rest).squareRoot() * exp(exponent)
  }

  /// P(X ≤ successes), to full relative accuracy.
  package func lowerTail(_ successes: Int) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials { return 1 }
    return SpecialFunctions.incompleteBeta(
      Double(successes) + 1, Double(trials - successes), x: probability, y: 1 - probability
    ).upper
  }

  /// P(X ≥ successes), to full relative accuracy.
  package func upperTail(_ successes: Int) -> Double {
    if successes <= 0 { return 1 }
    if successes > trials { return 0 }
    return SpecialFunctions.incompleteBeta(
      Double(successes), Double(trials - successes) + 1, x: probability, y: 1 - probability
    ).lower
  }
}
