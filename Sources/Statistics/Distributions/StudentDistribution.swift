import Foundation

/// Student's t distribution.
package struct StudentDistribution: Sendable {
  /// Degrees of freedom, above 0; Welch's need not be whole.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(|T| ≥ |t|), to full relative accuracy.
  package func twoSided(_ t: Double) -> Double {
    tails(t).outside
  }

  /// P(T ≥ t), to full relative accuracy.
  package func upperTail(_ t: Double) -> Double {
    let (inside, outside) = tails(t)
    return t >= 0 ? outside / 2 : 0.5 + inside / 2
  }

  /// P(T ≤ t), to full relative accuracy.
  package func lowerTail(_ t: Double) -> Double { upperTail(-t) }

  /// The t with P(T ≥ t) = `upperTail`.
  ///
  /// - Precondition: `upperTail` lies between 0 and 1, both excluded.
  package func quantile(upperTail p: Double) -> Double {
    precondition(p > 0 && p < 1)
    if p > 0.5 { return -quantile(upperTail: 1 - p) }
    return Bisection.positive(below: .infinity) { upperTail($0) > p }
  }

  private func tails(_ t: Double) -> (inside: Double, outside: Double) {
    if t.magnitude > 1e100 { return (1, farTail(t.magnitude)) }
    let (x, y) = FDistribution.shares(
      t * t, numerator: 1, denominator: degreesOfFreedom)
    let (lower, upper) = SpecialFunctions.incompleteBeta(degreesOfFreedom / 2, 0.5, x: x, y: y)
    return (upper, lower)
  }

  /// The leading term of the incomplete beta function, where t² would be no number.
  private func farTail(_ t: Double) -> Double {
    let half = degreesOfFreedom / 2
    let beta =
      SpecialFunctions.logGamma(half) + SpecialFunctions.logGamma(0.5)
      - SpecialFunctions.logGamma(half + 0.5)
    return exp(half * log(degreesOfFreedom) - degreesOfFreedom * log(t) - beta - log(half))
  }
}
