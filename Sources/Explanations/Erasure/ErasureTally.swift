/// Everything that is counted of some images as they come, so that no image need be held.
package struct ErasureTally: Sendable, Equatable {
  package private(set) var images = 0
  /// Images whose map was unusable.
  private(set) var withoutMap = 0
  private(set) var treatment = ErasureCounts()
  private(set) var leastSalient = ControlTally()
  private(set) var insideObject = ControlTally()
  /// One per draw of the first image.
  private(set) var draws: [ControlTally] = []

  package init() {}

  /// - Precondition: every image has as many draws of the control.
  package mutating func add(_ row: ErasureRow) {
    if images == 0 { draws = row.controls.map { _ in ControlTally() } }
    precondition(row.controls.count == draws.count)
    images += 1
    if row.mapFault != nil { withoutMap += 1 }
    treatment.add(row.treatment, of: row)
    if let outcome = row.leastSalient { leastSalient.add(outcome, of: row) }
    if let outcome = row.insideObject { insideObject.add(outcome, of: row) }
    for (draw, outcome) in row.controls.enumerated() { draws[draw].add(outcome, of: row) }
  }
}

/// A control, by itself and beside the treatment of the same images.
struct ControlTally: Sendable, Equatable {
  private(set) var counts = ErasureCounts()
  private(set) var beside = ComparedCounts()

  mutating func add(_ outcome: ErasureOutcome, of row: ErasureRow) {
    counts.add(outcome, of: row)
    beside.add(outcome, of: row)
  }
}

/// What became of images under one treatment.
struct ErasureCounts: Sendable, Equatable {
  private(set) var errors = 0
  private(set) var right = 0
  private(set) var fixed = 0
  private(set) var stillWrongSameClass = 0
  private(set) var newlyBroken = 0
  private(set) var erasedPixelsOfErrors = 0
  private(set) var erasedPixelsOfRight = 0

  var images: Int { errors + right }

  mutating func add(_ outcome: ErasureOutcome, of row: ErasureRow) {
    if row.isError {
      errors += 1
      erasedPixelsOfErrors += outcome.erasedPixels
      if outcome.predicted == row.label { fixed += 1 }
      if outcome.predicted == row.predicted { stillWrongSameClass += 1 }
    } else {
      right += 1
      erasedPixelsOfRight += outcome.erasedPixels
      if outcome.predicted != row.label { newlyBroken += 1 }
    }
  }
}

/// Images that are right after only one of the treatment and a control.
struct ComparedCounts: Sendable, Equatable {
  private(set) var fixedOnlyHere = 0
  private(set) var fixedOnlyThere = 0
  private(set) var keptOnlyHere = 0
  private(set) var keptOnlyThere = 0

  mutating func add(_ control: ErasureOutcome, of row: ErasureRow) {
    let (here, there) = (row.treatment.predicted == row.label, control.predicted == row.label)
    switch (row.isError, here, there) {
    case (true, true, false): fixedOnlyHere += 1
    case (true, false, true): fixedOnlyThere += 1
    case (false, true, false): keptOnlyHere += 1
    case (false, false, true): keptOnlyThere += 1
    default: break
    }
  }
}
