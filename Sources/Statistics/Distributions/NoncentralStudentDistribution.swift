import Foundation

/// The distribution of t where the means do differ, by so many standard errors.
struct NoncentralStudentDistribution {
  let degreesOfFreedom: Double

  /// P(T ≤ t) for a true distance of `noncentrality` standard errors, to about 1e-13.
  ///
  /// ∫ Φ(t s - δ) f(s) ds over the ratio s of the estimated standard deviation to the true one. In
  /// log s the integrand fades at both ends, so that the trapezoidal rule converges exponentially.
  func lowerTail(_ t: Double, noncentrality: Double) -> Double {
    let half = degreesOfFreedom / 2
    // How fast the factors of the integrand turn.
    let step = 1 / (3 * ((2 * degreesOfFreedom).squareRoot() + t.magnitude + 1))
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
