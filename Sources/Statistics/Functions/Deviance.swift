import Foundation

/// The saddle-point form of probabilities: factorials and powers of which only the small
/// differences are ever formed.
///
/// C. Loader (2000), "Fast and accurate computation of binomial probabilities".
enum Deviance {
  private static let halfLogTwoPi = 0.918938533204672741780329736405617639861

  /// What Stirling's formula misses of log Γ: δ(x) = log Γ(x) - (x - ½) log x + x - ½ log 2π.
  ///
  /// - Precondition: x is above 0.
  static func stirlingError(_ x: Double) -> Double {
    if x <= 15 {
      // log Γ(x + 1) - log x, because log Γ itself is steep near 0.
      return lgamma(x + 1).0 - (x + 0.5) * log(x) + x - halfLogTwoPi
    }
    let t = 1 / (x * x)
    // B₂ₖ / (2k (2k - 1) x^(2k-1)); the first term left out is below 1e-17 from 15 on.
    let series =
      1.0 / 12 - t
      * (1.0 / 360 - t
        * (1.0 / 1260 - t
          * (1.0 / 1680 - t
            * (1.0 / 1188 - t * (691.0 / 360360 - t * (1.0 / 156 - t * 3617.0 / 122400))))))
    return series / x
  }

  /// x log(x / mean) + mean - x: 0 where both are equal, above 0 elsewhere.
  ///
  /// - Precondition: neither is negative, and `mean` is 0 only where `x` is.
  static func of(_ x: Double, mean: Double) -> Double {
    of(x, mean: mean, difference: mean - x)
  }

  /// The same where `mean - x` is known to more digits than the subtraction leaves.
  static func of(_ x: Double, mean: Double, difference: Double) -> Double {
    if x == 0 { return mean }
    let change = difference / x
    if change.magnitude < 0.5 { return -x * logMinusArgument(change) }
    let ratio = x / mean
    return x * (ratio > 0 && ratio.isFinite ? log(ratio) : log(x) - log(mean)) + difference
  }

  /// log(1 + u) - u without cancellation, for |u| below 1.
  private static func logMinusArgument(_ u: Double) -> Double {
    // log(1 + u) = 2 artanh r.
    let r = u / (2 + u)
    let square = r * r
    var (sum, power, divisor) = (0.0, 1.0, 3.0)
    while true {
      let next = sum + power / divisor
      if next == sum { break }
      sum = next
      power *= square
      divisor += 2
    }
    return r * (2 * square * sum - u)
  }
}
