/// Two one-sided Welch tests (TOST): whether two means are closer than a margin.
///
/// A difference that is not significant is no equality; this asks for equality. Both one-sided
/// hypotheses (the difference is at or beyond either margin) must be rejected, so the p-value is
/// the larger of the two. D. J. Schuirmann (1987).
package struct EquivalenceTest: Sendable, Equatable, Encodable {
  /// Above 0, in the unit of the values.
  package let margin: Double
  /// Of the hypothesis that the difference is -margin or less.
  package let lowerP: Double
  /// Of the hypothesis that the difference is +margin or more.
  package let upperP: Double
  /// Of the hypothesis that the means are apart by the margin or more.
  package let pValue: Double

  /// - Throws: `NotDefined` where Welch's test is not.
  package init(_ first: Sample, _ second: Sample, margin: Double) throws(NotDefined) {
    precondition(margin > 0)
    let test = try TTest(first, second, form: .welch)
    let distribution = StudentDistribution(degreesOfFreedom: test.degreesOfFreedom)
    self.margin = margin
    lowerP = distribution.upperTail((test.difference + margin) / test.standardError)
    upperP = distribution.lowerTail((test.difference - margin) / test.standardError)
    pValue = max(lowerP, upperP)
  }
}
