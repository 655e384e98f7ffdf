/// The chi-squared distribution.
package struct ChiSquaredDistribution: Sendable {
  /// Above 0.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  package init(degreesOfFreedom: Int) {
    self.init(degreesOfFreedom: Double(degreesOfFreedom))
  }

  /// P(X ≥ x), to full relative accuracy.
  package func upperTail(_ x: Double) -> Double {
    SpecialFunctions.incompleteGamma(degreesOfFreedom / 2, max(0, x) / 2).upper
  }

  /// P(X ≤ x), to full relative accuracy.
  package func lowerTail(_ x: Double) -> Double {
    SpecialFunctions.incompleteGamma(degreesOfFreedom / 2, max(0, x) / 2).lower
  }
}
