/// The effect of a treatment on one image.
package enum ErasureFate: String, Sendable, CaseIterable {
  /// Right before and after.
  case kept = "kept right"
  /// Right before, wrong after.
  case broken = "newly broken"
  /// Wrong before, right after.
  case fixed
  /// Wrong before, another wrong class after.
  case moved
  /// Wrong before, the same wrong class after.
  case stillWrong = "still wrong"
}

extension ErasureRow {
  /// Whether the image was classified wrong before.
  package var isError: Bool { predicted != label }

  /// What the treatment (not the control) did.
  package var fate: ErasureFate {
    let after = treatment.predicted
    if predicted == label { return after == label ? .kept : .broken }
    if after == label { return .fixed }
    return after == predicted ? .stillWrong : .moved
  }
}
