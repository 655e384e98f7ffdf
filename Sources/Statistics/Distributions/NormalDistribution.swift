/// The standard normal distribution.
package enum NormalDistribution {
  /// P(Z ≤ z).
  package static func lowerTail(_ z: Double) -> Double { upperTail(-z) }

  /// P(Z ≥ z), to full relative accuracy for any z.
  package static func upperTail(_ z: Double) -> Double {
    0.5 * SpecialFunctions.complementaryErrorFunction(z * 0.5.squareRoot())
  }

  /// P(|Z| ≥ |z|).
  package static func twoSided(_ z: Double) -> Double { min(1, 2 * upperTail(z.magnitude)) }

  /// The z with P(Z ≥ z) = `upperTail`.
  ///
  /// - Precondition: `upperTail` lies between 0 and 1, both excluded.
  package static func quantile(upperTail p: Double) -> Double {
    precondition(p > 0 && p < 1)
    if p > 0.5 { return -quantile(upperTail: 1 - p) }
    return Bisection.positive(below: 40) { upperTail($0) > p }
  }

  /// How many standard errors an interval of this confidence reaches to either side.
  package static func reach(confidence: Double) -> Double {
    quantile(upperTail: (1 - confidence) / 2)
  }
}
