import Foundation

extension SpecialFunctions {
  /// The regularised incomplete gamma functions P(a, x) and Q(a, x), which add up to 1; each keeps
  /// its relative accuracy however small it is.
  ///
  /// - Precondition: a is above 0 and x not below it.
  package static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    precondition(a > 0 && x >= 0)
    if x == 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    // x^a exp(-x) / Γ(a)
    let front =
      (a / (2 * .pi)).squareRoot()
      * exp(-Deviance.stirlingError(a) - Deviance.of(a, mean: x))
    if x < a + 1 {
      let lower = min(1, front / a * gammaSeries(a, x))
      return (lower, 1 - lower)
    }
    let upper = min(1, front / gammaFraction(a, x))
    return (1 - upper, upper)
  }

  /// 1 + x/(a+1) + x²/((a+1)(a+2)) + …
  private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var (sum, term, divisor) = (1.0, 1.0, a)
    repeat {
      divisor += 1
      term *= x / divisor
      sum += term
    } while term > sum * 0x1p-54
    return sum
  }

  /// x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(x + 5 - a - …)), Legendre's fraction.
  private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
    ContinuedFraction.value(first: x - a + 1) { step in
      (-step * (step - a), x - a + 2 * step + 1)
    }
  }
}
