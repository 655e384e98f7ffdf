/// The F distribution, of the ratio of two independent mean squares.
package struct FDistribution: Sendable {
  package let numerator: Double
  package let denominator: Double

  /// - Parameters:
  ///   - numerator: degrees of freedom above the line, more than 0.
  ///   - denominator: degrees of freedom below it, more than 0.
  package init(numerator: Double, denominator: Double) {
    precondition(numerator > 0 && denominator > 0)
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// P(F ≥ f), to full relative accuracy.
  package func upperTail(_ f: Double) -> Double { tails(f).upper }

  /// P(F ≤ f), to full relative accuracy.
  package func lowerTail(_ f: Double) -> Double { tails(f).lower }

  private func tails(_ f: Double) -> (lower: Double, upper: Double) {
    if f <= 0 { return (0, 1) }
    let (x, y) = Self.shares(f, numerator: numerator, denominator: denominator)
    let (lower, upper) = SpecialFunctions.incompleteBeta(
      denominator / 2, numerator / 2, x: x, y: y)
    return (upper, lower)
  }

  /// d₂ / (d₂ + d₁ f) and d₁ f / (d₂ + d₁ f), each to its last digit.
  static func shares(
    _ f: Double, numerator: Double, denominator: Double
  ) -> (rest: Double, share: Double) {
    let ratio = numerator / denominator * f
    return ratio == .infinity ? (0, 1) : (1 / (1 + ratio), ratio / (1 + ratio))
  }
}
