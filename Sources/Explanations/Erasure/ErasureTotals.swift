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

  /// - Parameters:
  ///   - rows: the images.
  ///   - pixelsPerImage: H x W.
  ///   - outcome: which treatment is counted.
  package init(
    of rows: some Collection<ErasureRow>, pixelsPerImage: Int,
    outcome: (ErasureRow) -> ErasureOutcome
  ) {
    var (errors, right) = ((count: 0, fixed: 0, same: 0, area: 0), (count: 0, broken: 0, area: 0))
    for row in rows {
      let outcome = outcome(row)
      if row.predicted == row.label {
        right.count += 1
        right.area += outcome.erasedPixels
        if outcome.predicted != row.label { right.broken += 1 }
      } else {
        errors.count += 1
        errors.area += outcome.erasedPixels
        if outcome.predicted == row.label { errors.fixed += 1 }
        if outcome.predicted == row.predicted { errors.same += 1 }
      }
    }
    images = errors.count + right.count
    errorsBefore = errors.count
    rightBefore = right.count
    fixed = errors.fixed
    stillWrongSameClass = errors.same
    changedToAnotherWrongClass = errorsBefore - fixed - stillWrongSameClass
    newlyBroken = right.broken
    netChange = fixed - newlyBroken
    errorsAfter = errorsBefore - netChange
    fixedFraction = Self.ratio(fixed, errorsBefore)
    newlyBrokenFraction = Self.ratio(newlyBroken, rightBefore)
    meanErasedFraction = Self.ratio(errors.area + right.area, images * pixelsPerImage)
    meanErasedFractionOfErrors = Self.ratio(errors.area, errorsBefore * pixelsPerImage)
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

  /// - Parameters:
  ///   - rows: the images, each with as many draws of the control.
  ///   - pixelsPerImage: H x W.
  package init(of rows: some Collection<ErasureRow>, pixelsPerImage: Int) {
    treatment = ErasureTotals(of: rows, pixelsPerImage: pixelsPerImage, outcome: \.treatment)
    leastSalient = Self.totals(of: rows, pixelsPerImage, \.leastSalient)
    insideObject = Self.totals(of: rows, pixelsPerImage, \.insideObject)
    let draws = rows.first?.controls.count ?? 0
    controls = (0..<draws).map { draw in
      ErasureTotals(of: rows, pixelsPerImage: pixelsPerImage) { $0.controls[draw] }
    }
    controlMean = ErasureMeans(of: controls)
    imagesWithoutMap = rows.count { $0.mapFault != nil }
    net = NetEffect(treatment)
    againstLeastSalient =
      leastSalient == nil ? nil : ErasureComparison(of: rows) { $0.leastSalient }
    againstInsideObject =
      insideObject == nil ? nil : ErasureComparison(of: rows) { $0.insideObject }
    againstRandom = (0..<draws).map { draw in
      ErasureComparison(of: rows) { $0.controls[draw] }
    }
  }

  private static func totals(
    of rows: some Collection<ErasureRow>, _ pixelsPerImage: Int,
    _ outcome: KeyPath<ErasureRow, ErasureOutcome?>
  ) -> ErasureTotals? {
    guard !rows.isEmpty, rows.allSatisfy({ $0[keyPath: outcome] != nil }) else { return nil }
    return ErasureTotals(of: rows, pixelsPerImage: pixelsPerImage) {
      $0[keyPath: outcome] ?? $0.treatment
    }
  }
}
