import Foundation

/// The distribution of t where the means do differ, by so many standard errors.
struct NoncentralStudentDistribution {
  let degreesOfFreedom: Double

  /// P(T ≤ t) for a true distance of `noncentrality` standard errors, to about 1e-13.
  ///
  /// T is (Z + δ) / s, with s the ratio of the estimated standard deviation to the true one. One of
  /// the two is integrated over, by the trapezoidal rule, which converges exponentially where the
  /// integrand is smooth and fades at both ends.
  func lowerTail(_ t: Double, noncentrality: Double) -> Double {
    if t < 0 { return 1 - lowerTail(-t, noncentrality: -noncentrality) }
    // Far from s = 0, and where s turns more slowly than Z.
    if noncentrality > 10, t > (2 * degreesOfFreedom).squareRoot() {
      return integralOverError(t, noncentrality)
    }
    return integralOverRatio(t, noncentrality)
  }

  /// ∫ φ(z) P(s ≥ (z + δ) / t) dz.
  private func integralOverError(_ t: Double, _ noncentrality: Double) -> Double {
    let half = degreesOfFreedom / 2
    let perUnit = 6
    let sum = (-9 * perUnit...9 * perUnit).reduce(0.0) { sum, place in
      let z = Double(place) / Double(perUnit)
      let ratio = (z + noncentrality) / t
      return sum + exp(-z * z / 2)
        * SpecialFunctions.incompleteGamma(half, half * ratio * ratio).upper
    }
    return sum / (2 * .pi).squareRoot() / Double(perUnit)
  }

  /// ∫ Φ(t s - δ) f(s) ds, in log s.
  private func integralOverRatio(_ t: Double, _ noncentrality: Double) -> Double {
    let half = degreesOfFreedom / 2
    // How fast the factors of the integrand turn: Φ where t s is near δ.
    let step =
      1 / (3 * ((2 * degreesOfFreedom).squareRoot() + min(t, noncentrality.magnitude) + 1))
    let front = 2 * step * (half / (2 * .pi)).squareRoot() * exp(-Deviance.stirlingError(half))
    func term(_ place: Double) -> Double {
      let ratio = exp(place)
      return front * exp(-Deviance.of(half, mean: half * ratio * ratio))
        * NormalDistribution.lowerTail(t * ratio - noncentrality)
    }
    var sum = term(0)
    for direction in [-step, step] {
      var place = direction
      // The density alone decides where to stop: Φ may be small near the middle.
      while Deviance.of(half, mean: half * exp(2 * place)) < 42 {
        sum += term(place)
        place += direction
      }
    }
    return sum
  }

  /// The distance for which P(T ≤ t) is `lowerTail`; it falls as the distance grows.
  func noncentrality(lowerTail: Double, at t: Double) -> Double {
    let reach = 6 * t.magnitude + 40
    return Bisection.between(-reach, reach) {
      self.lowerTail(t, noncentrality: $0) > lowerTail
    }
  }
}
