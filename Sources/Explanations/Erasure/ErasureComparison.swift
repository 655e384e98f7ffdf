import Statistics

/// Compares a treatment with a control on the same images, by those where only one of them was
/// right.
package struct ErasureComparison: Sendable, Equatable, Codable {
  /// Errors that only the treatment fixed, and that only the control fixed.
  package let fixedOnlyHere: Int
  package let fixedOnlyThere: Int
  /// Of the hypothesis that both fix equally many (McNemar's exact test).
  package let fixedP: Double
  /// Correct answers that only the treatment kept, and that only the control kept.
  package let keptOnlyHere: Int
  package let keptOnlyThere: Int
  package let keptP: Double
  /// Of the hypothesis that as many images are right after both.
  package let rightP: Double

  init(_ counts: ComparedCounts) {
    fixedOnlyHere = counts.fixedOnlyHere
    fixedOnlyThere = counts.fixedOnlyThere
    keptOnlyHere = counts.keptOnlyHere
    keptOnlyThere = counts.keptOnlyThere
    fixedP = McNemarTest(onlyFirst: fixedOnlyHere, onlySecond: fixedOnlyThere).exactP
    keptP = McNemarTest(onlyFirst: keptOnlyHere, onlySecond: keptOnlyThere).exactP
    rightP =
      McNemarTest(
        onlyFirst: fixedOnlyHere + keptOnlyHere, onlySecond: fixedOnlyThere + keptOnlyThere
      ).exactP
  }
}

/// The net gain in correct images after a change, and its uncertainty.
package struct NetEffect: Sendable, Equatable, Codable {
  package let images: Int
  package let fixed: Int
  package let broken: Int
  /// Of the hypothesis that fixing and breaking are as likely (McNemar's test, exact).
  package let p: Double
  /// Of the net change as a share of the images: the 95 % interval of the difference of two shares
  /// seen on the same things (Tango's); nil without images.
  package let lower: Double?
  package let upper: Double?

  package var net: Int { fixed - broken }
  /// Of the images; nil without any.
  package var share: Double? { images > 0 ? Double(net) / Double(images) : nil }

  package init(images: Int, fixed: Int, broken: Int) {
    self.images = images
    self.fixed = fixed
    self.broken = broken
    p = McNemarTest(onlyFirst: fixed, onlySecond: broken).exactP
    let interval = PairedDifferenceInterval.of(
      onlyFirst: fixed, onlySecond: broken, in: images)
    (lower, upper) = (interval?.lowerBound, interval?.upperBound)
  }

  package init(_ totals: ErasureTotals) {
    self.init(images: totals.images, fixed: totals.fixed, broken: totals.newlyBroken)
  }
}
