import Foundation

extension SpecialFunctions {
  /// The regularised incomplete beta functions I_x(a, b) and 1 - I_x(a, b); each keeps its relative
  /// accuracy however small it is.
  ///
  /// - Parameters:
  ///   - x: 0...1.
  ///   - y: 1 - x, which the caller often knows to more digits than the difference has.
  /// - Precondition: a and b are above 0.
  package static func incompleteBeta(
    _ a: Double, _ b: Double, x: Double, y: Double
  ) -> (lower: Double, upper: Double) {
    precondition(a > 0 && b > 0 && x >= 0 && y >= 0)
    if x == 0 { return (0, 1) }
    if y == 0 { return (1, 0) }
    let n = a + b
    // x^a y^b / B(a, b)
    let exponent =
      Deviance.stirlingError(n) - Deviance.stirlingError(a) - Deviance.stirlingError(b)
      - Deviance.of(a, mean: n * x) - Deviance.of(b, mean: n * y)
    // a / n * b, as a * b may be too large.
    let front = (a / n * b / (2 * .pi)).squareRoot() * exp(exponent)
    // Below its mean the lower part is the one the fraction is good for.
    if a * y >= b * x {
      let lower = min(1, front / betaFraction(a, b, x, y))
      return (lower, 1 - lower)
    }
    let upper = min(1, front / betaFraction(b, a, y, x))
    return (1 - upper, upper)
  }

  /// The continued fraction of A. R. DiDonato & A. H. Morris (1992), "Algorithm 708", equation 9:
  /// unlike the usual one it forms a - (a + b) x without cancellation.
  private static func betaFraction(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double
  ) -> Double {
    let excess = a * y - b * x
    return ContinuedFraction.value(first: a * (excess + 1) / (a + 1)) { m in
      let odd = a + 2 * m - 1
      let numerator = (a + m - 1) / odd * ((a + b + m - 1) / odd) * m * (b - m) * x * x
      let denominator =
        m + m * (b - m) * x / odd + (a + m) / (a + 2 * m + 1) * (excess + 1 + m * (1 + y))
      return (numerator, denominator)
    }
  }
}

/// Continued fractions, evaluated from the front.
enum ContinuedFraction {
  /// b₀ + a₁/(b₁ + a₂/(b₂ + …)), by Lentz's method as modified by Thompson and Barnett.
  ///
  /// - Parameter term: aₘ and bₘ for m = 1, 2, …
  @inline(__always)
  static func value(
    first: Double, _ term: (_ step: Double) -> (numerator: Double, denominator: Double)
  ) -> Double {
    let smallest = 1e-300
    var value = first == 0 ? smallest : first
    var (forward, backward, step) = (value, 0.0, 1.0)
    // Convergence takes about √(a + b) steps: the limit is out of reach of any table of counts.
    while step < 1e7 {
      let (numerator, denominator) = term(step)
      backward = denominator + numerator * backward
      if backward == 0 { backward = smallest }
      forward = denominator + numerator / forward
      if forward == 0 { forward = smallest }
      backward = 1 / backward
      let factor = forward * backward
      value *= factor
      if (factor - 1).magnitude < 0x1p-51 { break }
      step += 1
    }
    return value
  }
}
