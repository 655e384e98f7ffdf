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

  /// - Parameter control: nil for an image without this control, which is left out.
  package init(
    of rows: some Collection<ErasureRow>, against control: (ErasureRow) -> ErasureOutcome?
  ) {
    var (fixed, kept) = ((here: 0, there: 0), (here: 0, there: 0))
    for row in rows {
      guard let other = control(row) else { continue }
      let (here, there) = (row.treatment.predicted == row.label, other.predicted == row.label)
      guard here != there else { continue }
      if row.predicted == row.label {
        if here { kept.here += 1 } else { kept.there += 1 }
      } else {
        if here { fixed.here += 1 } else { fixed.there += 1 }
      }
    }
    (fixedOnlyHere, fixedOnlyThere) = fixed
    (keptOnlyHere, keptOnlyThere) = kept
    fixedP = McNemarTest(onlyFirst: fixed.here, onlySecond: fixed.there).exactP
    keptP = McNemarTest(onlyFirst: kept.here, onlySecond: kept.there).exactP
    rightP =
      McNemarTest(
        onlyFirst: fixed.here + kept.here, onlySecond: fixed.there + kept.there
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
