/// The effect of one treatment on all images: the mistakes it fixed and the ones it made.
package struct ErasureTotals: Sendable, Equatable, Codable {
  package let images: Int
  package let errorsBefore: Int
  package let errorsAfter: Int
  /// Wrong before, right after.
  package let fixed: Int
  /// Wrong before, and the same wrong class after.
  package let stillWrongSameClass: Int
  /// Wrong before, and another wrong class after.
  package let changedToAnotherWrongClass: Int
  package let rightBefore: Int
  /// Right before, wrong after.
  package let newlyBroken: Int
  /// Fixed minus newly broken: how many more are right.
  package let netChange: Int
  /// Of the errors; nil without any.
  package let fixedFraction: Double?
  /// Of the images that were right; nil without any.
  package let newlyBrokenFraction: Double?
  /// Erased part of an image, 0...1, averaged over all images; nil without any.
  package let meanErasedFraction: Double?
  /// The same over the images that were wrong before; nil without any.
  package let meanErasedFractionOfErrors: Double?

  /// - Parameter pixelsPerImage: H x W.
  init(_ counts: ErasureCounts, pixelsPerImage: Int) {
    images = counts.images
    errorsBefore = counts.errors
    rightBefore = counts.right
    fixed = counts.fixed
    stillWrongSameClass = counts.stillWrongSameClass
    changedToAnotherWrongClass = errorsBefore - fixed - stillWrongSameClass
    newlyBroken = counts.newlyBroken
    netChange = fixed - newlyBroken
    errorsAfter = errorsBefore - netChange
    fixedFraction = Self.ratio(fixed, errorsBefore)
    newlyBrokenFraction = Self.ratio(newlyBroken, rightBefore)
    let erasedOfErrors = counts.erasedPixelsOfErrors
    meanErasedFraction = Self.ratio(
      erasedOfErrors + counts.erasedPixelsOfRight, images * pixelsPerImage)
    meanErasedFractionOfErrors = Self.ratio(erasedOfErrors, errorsBefore * pixelsPerImage)
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

/// Averages of `ErasureTotals` over the draws of a random control.
package struct ErasureMeans: Sendable, Equatable, Codable {
  package let errorsAfter: Double
  package let fixed: Double
  package let stillWrongSameClass: Double
  package let changedToAnotherWrongClass: Double
  package let newlyBroken: Double
  package let netChange: Double
  package let meanErasedFraction: Double?

  /// Nil without any draw.
  package init?(of draws: [ErasureTotals]) {
    guard !draws.isEmpty else { return nil }
    let mean = { (value: (ErasureTotals) -> Int) in
      Double(draws.reduce(0) { $0 + value($1) }) / Double(draws.count)
    }
    errorsAfter = mean(\.errorsAfter)
    fixed = mean(\.fixed)
    stillWrongSameClass = mean(\.stillWrongSameClass)
    changedToAnotherWrongClass = mean(\.changedToAnotherWrongClass)
    newlyBroken = mean(\.newlyBroken)
    netChange = mean(\.netChange)
    let areas = draws.compactMap(\.meanErasedFraction)
    meanErasedFraction = areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}

/// The treatment, and the random control it has to beat.
package struct ErasureSummary: Sendable, Equatable, Codable {
  package let treatment: ErasureTotals
  /// Boxes at the least salient pixels; nil where they were not tried on every image.
  package let leastSalient: ErasureTotals?
  /// Boxes on the object likewise.
  package let insideObject: ErasureTotals?
  /// One per draw.
  package let controls: [ErasureTotals]
  /// Over the draws; nil without any.
  package let controlMean: ErasureMeans?
  /// Images whose map was unusable, so that nothing was erased.
  package let imagesWithoutMap: Int
  /// The treatment against no treatment.
  package let net: NetEffect
  /// The treatment against each control that was tried, image by image.
  package let againstLeastSalient: ErasureComparison?
  package let againstInsideObject: ErasureComparison?
  package let againstRandom: [ErasureComparison]

  /// - Parameter pixelsPerImage: H x W.
  package init(_ tally: ErasureTally, pixelsPerImage: Int) {
    /// Of a control that may not have been tried on every image.
    func everywhere(_ control: ControlTally) -> ControlTally? {
      tally.images > 0 && control.counts.images == tally.images ? control : nil
    }
    func totals(_ counts: ErasureCounts) -> ErasureTotals {
      ErasureTotals(counts, pixelsPerImage: pixelsPerImage)
    }
    let (leastSalient, insideObject) = (
      everywhere(tally.leastSalient), everywhere(tally.insideObject)
    )
    treatment = totals(tally.treatment)
    self.leastSalient = leastSalient.map { totals($0.counts) }
    self.insideObject = insideObject.map { totals($0.counts) }
    controls = tally.draws.map { totals($0.counts) }
    controlMean = ErasureMeans(of: controls)
    imagesWithoutMap = tally.withoutMap
    net = NetEffect(treatment)
    againstLeastSalient = leastSalient.map { ErasureComparison($0.beside) }
    againstInsideObject = insideObject.map { ErasureComparison($0.beside) }
    againstRandom = tally.draws.map { ErasureComparison($0.beside) }
  }
}
