/// An image's result, with its pixels where they may be wanted for a picture.
package struct ErasureItem: Codable, Sendable {
  package let row: ErasureRow
  package let kept: KeptErasure?

  package init(row: ErasureRow, kept: KeptErasure?) {
    self.row = row
    self.kept = kept
  }
}

/// An image's smallest erasure, likewise.
package struct MinimalErasureItem: Codable, Sendable {
  package let row: MinimalErasure.Row
  package let kept: KeptErasure?

  package init(row: MinimalErasure.Row, kept: KeptErasure?) {
    self.row = row
    self.kept = kept
  }

  package static func items(
    _ found: (rows: [MinimalErasure.Row], kept: [KeptErasure])
  ) -> [MinimalErasureItem] {
    let kept = Dictionary(found.kept.map { ($0.index, $0) }) { first, _ in first }
    return found.rows.map { MinimalErasureItem(row: $0, kept: kept[$0.index]) }
  }
}

extension ErasureRow {
  /// All classes that the classifier told, before and after.
  package var allClasses: [Int] {
    [predicted] + outcomes.map(\.predicted)
  }

  package var allErasedPixels: [Int] { outcomes.map(\.erasedPixels) }

  private var outcomes: [ErasureOutcome] {
    [treatment] + [leastSalient, insideObject].compactMap { $0 } + controls
  }
}
