/// Student's and Welch's test of whether two groups have the same mean.
package struct TTest: Sendable, Equatable, Encodable {
  package enum Form: String, Sendable, CaseIterable, Encodable {
    /// Student's: one variance for both groups, n₁ + n₂ - 2 degrees of freedom.
    case pooled
    /// As "Causal Explanations of Image Misclassifications" prints it in equation 6: n₁ + n₂ - 1,
    /// in the pooled variance and in the degrees of freedom. It makes |t| too large.
    case asPublished
    /// Welch's: a variance for each group.
    case welch
  }

  package let form: Form
  /// Mean of the first group minus mean of the second.
  package let difference: Double
  package let standardError: Double
  package let degreesOfFreedom: Double
  package let statistic: Double
  /// Two-sided.
  package let pValue: Double

  /// - Throws: `NotDefined` where a group has fewer than two values, or neither varies.
  package init(_ first: Sample, _ second: Sample, form: Form) throws(NotDefined) {
    let (n1, mean1, variance1) = try first.moments()
    let (n2, mean2, variance2) = try second.moments()
    guard variance1 > 0 || variance2 > 0 else {
      throw NotDefined("no value differs from its group's mean")
    }
    self.form = form
    difference = mean1 - mean2
    switch form {
    case .pooled, .asPublished:
      degreesOfFreedom = n1 + n2 - (form == .pooled ? 2 : 1)
      let pooled = ((n1 - 1) * variance1 + (n2 - 1) * variance2) / degreesOfFreedom
      standardError = (pooled * (1 / n1 + 1 / n2)).squareRoot()
    case .welch:
      let (share1, share2) = (variance1 / n1, variance2 / n2)
      let sum = share1 + share2
      standardError = sum.squareRoot()
      // Welch and Satterthwaite's, of shares of the sum, whose squares neither overflow nor vanish.
      let (part1, part2) = (share1 / sum, share2 / sum)
      degreesOfFreedom = 1 / (part1 * part1 / (n1 - 1) + part2 * part2 / (n2 - 1))
    }
    guard standardError > 0, standardError.isFinite else {
      throw NotDefined("the values are too small or too large to square")
    }
    statistic = difference / standardError
    pValue = StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSided(statistic)
  }

  /// The interval of the difference of the means.
  ///
  /// - Parameter confidence: above 0 and below 1.
  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    let reach =
      StudentDistribution(degreesOfFreedom: degreesOfFreedom)
      .quantile(upperTail: (1 - confidence) / 2) * standardError
    return difference - reach...difference + reach
  }
}
