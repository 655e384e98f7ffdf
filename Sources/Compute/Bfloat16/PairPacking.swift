import KernelInterface

/// Packs matrices for products of pairs of bfloat16.
///
/// Lane c of line p of a panel holds rows 2p and 2p + 1 of column c. A panel begins where one of
/// floats would and takes half of its memory, so that whoever plans or cuts packed matrices need
/// not know of what they are. Of an odd number of rows, the last is paired with zeros.
enum PairPacking {
  /// Pairs of one vector.
  static let lanes = 16

  /// Columns of a panel that has `left` columns from its first on.
  private static func width(left: Int) -> Int { left > lanes ? 2 * lanes : lanes }

  /// See `PanelPacking`.
  static func pack(_ packing: PanelPacking) {
    var column = 0
    while column < packing.columns {
      let left = packing.columns - column
      let width = width(left: left)
      packPanel(
        packing, packing.source + column * packing.columnStride, present: min(left, width),
        width: width, packing.panels + column * packing.panelDepth)
      column += width
    }
  }

  private static func packPanel(
    _ packing: PanelPacking, _ source: UnsafePointer<Float>, present: Int, width: Int,
    _ panel: UnsafeMutablePointer<Float>
  ) {
    let panel = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: UInt16.self)
    for row in 0..<packing.rows {
      let place = packing.panelStart + row
      let line = panel + place / 2 * 2 * width + place % 2
      let values = source + row * packing.rowStride
      for lane in 0..<present {
        line[2 * lane] = Bfloat16.rounded(values[lane * packing.columnStride])
      }
      for lane in present..<width { line[2 * lane] = 0 }
    }
    let end = packing.panelStart + packing.rows
    guard end == packing.panelDepth, end % 2 == 1 else { return }
    let line = panel + end / 2 * 2 * width + 1
    for lane in 0..<width { line[2 * lane] = 0 }
  }

  /// Takes weights to Winograd's points in `Float`, by `transform`, and packs what comes of it; see
  /// `WinogradWeights`.
  static func packPoints(_ weights: WinogradWeights, by transform: (WinogradWeights) -> Void) {
    let columns = (weights.columns + lanes - 1) / lanes * lanes
    let pointStride = weights.rows * columns
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: weights.filter.points * pointStride
    ) { panels in
      guard let panels = panels.baseAddress else { return }
      var own = weights
      own.taps += weights.firstRow * weights.rowStride
      own.firstRow = 0
      own.panelDepth = weights.rows
      own.points = panels
      own.pointStride = pointStride
      transform(own)
      for point in 0..<weights.filter.points {
        var column = 0
        while column < columns {
          // The columns that fill up the last vector are zeros already.
          let width = width(left: columns - column)
          pack(
            PanelPacking(
              source: panels + point * pointStride + column * weights.rows, rowStride: width,
              columnStride: 1, rows: weights.rows, columns: width,
              panels: weights.points + point * weights.pointStride + column * weights.panelDepth,
              panelStart: weights.firstRow, panelDepth: weights.panelDepth))
          column += width
        }
      }
    }
  }
}
