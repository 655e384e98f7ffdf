import Foundation

/// How far two means are apart, in standard deviations: Hedges' g.
package struct HedgesG: Sendable, Equatable, Encodable {
  /// (mean₁ - mean₂) / pooled standard deviation, times the factor that takes away the bias of
  /// small groups, exactly. L. V. Hedges (1981).
  package let value: Double
  /// The exact interval of the true distance for normal values, from the noncentral t distribution.
  package let interval: ClosedRange<Double>

  /// - Parameter confidence: above 0 and below 1.
  /// - Throws: `NotDefined` where the pooled t-test is not.
  package init(
    _ first: Sample, _ second: Sample, confidence: Double = 0.95
  ) throws(NotDefined) {
    let test = try TTest(first, second, form: .pooled)
    let scale = (1 / Double(first.count) + 1 / Double(second.count)).squareRoot()
    value = test.statistic * scale * Self.correction(degreesOfFreedom: test.degreesOfFreedom)
    let distribution = NoncentralStudentDistribution(degreesOfFreedom: test.degreesOfFreedom)
    let tail = (1 - confidence) / 2
    let low = distribution.noncentrality(lowerTail: 1 - tail, at: test.statistic)
    let high = distribution.noncentrality(lowerTail: tail, at: test.statistic)
    interval = min(low, high) * scale...max(low, high) * scale
  }

  /// Γ(n/2) / (√(n/2) Γ((n-1)/2)), from which Stirling's formula leaves only small terms.
  static func correction(degreesOfFreedom n: Double) -> Double {
    // One degree of freedom has no unbiased estimate; its factor is 0, as Γ(0) is infinite.
    if n <= 1 { return 0 }
    let x = n / 2
    return exp(
      -(x - 1) * log1p(-0.5 / x) - 0.5 + Deviance.stirlingError(x)
        - Deviance.stirlingError(x - 0.5))
  }
}
