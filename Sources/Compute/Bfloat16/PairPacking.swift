import KernelInterface

/// Packs matrices for products of pairs of bfloat16.
///
/// Lane c of line p of a panel holds rows 2p and 2p + 1 of column c. A panel begins where one of
/// floats would and takes half of its memory, so that whoever plans or cuts packed matrices need
/// not know of what they are. Of an odd number of rows, the last is paired with zeros.
struct PairPacking {
  let code: PairCode
  /// Turns rows into columns; see `Transposition`.
  let transpose: @Sendable (Transposition) -> Void

  /// Pairs of one vector.
  static let lanes = 16
  /// Vectors that hold so many pairs.
  static func vectors(for count: Int) -> Int { (count + lanes - 1) / lanes }
  /// Pairs of a column that are turned into lines at a time: they stay in the first cache.
  private static let pairsAtOnce = 128
  /// Rows of weights that are taken to Winograd's points at a time.
  private static let rowsAtOnce = 32

  /// Columns of a panel that has `left` columns from its first on.
  private static func width(left: Int) -> Int { left > lanes ? 2 * lanes : lanes }

  /// See `PanelPacking`.
  func pack(_ packing: PanelPacking) {
    var column = 0
    while column < packing.columns {
      let left = packing.columns - column
      let width = Self.width(left: left)
      let panel = UnsafeMutableRawPointer(packing.panels + column * packing.panelDepth)
      var part = packing
      part.source += column * packing.columnStride
      part.columns = min(left, width)
      packPanel(part, panel.assumingMemoryBound(to: UInt16.self), width: width)
      column += width
    }
  }

  /// Rows that fill whole lines two by two, and the first and last that share theirs one by one.
  private func packPanel(
    _ packing: PanelPacking, _ panel: UnsafeMutablePointer<UInt16>, width: Int
  ) {
    let end = packing.panelStart + packing.rows
    let whole = (packing.panelStart + 1) / 2..<max(end / 2, (packing.panelStart + 1) / 2)
    packLines(whole, packing, panel, width: width)
    for place in packing.panelStart..<end where !whole.contains(place / 2) {
      packRow(place, packing, panel, width: width)
    }
    guard end == packing.panelDepth, end % 2 == 1 else { return }
    let line = panel + end / 2 * 2 * width + 1
    for lane in 0..<width { line[2 * lane] = 0 }
  }

  /// One half of a line.
  private func packRow(
    _ place: Int, _ packing: PanelPacking, _ panel: UnsafeMutablePointer<UInt16>, width: Int
  ) {
    let line = panel + place / 2 * 2 * width + place % 2
    let values = packing.source + (place - packing.panelStart) * packing.rowStride
    for lane in 0..<packing.columns {
      line[2 * lane] = Bfloat16.rounded(values[lane * packing.columnStride])
    }
    for lane in packing.columns..<width { line[2 * lane] = 0 }
  }

  private func packLines(
    _ lines: Range<Int>, _ packing: PanelPacking, _ panel: UnsafeMutablePointer<UInt16>, width: Int
  ) {
    let first = packing.source + (2 * lines.lowerBound - packing.panelStart) * packing.rowStride
    let target = panel + lines.lowerBound * 2 * width
    if packing.columnStride == 1 {
      return code.pair(
        first, stride: 4 * packing.rowStride, pairs: lines.count, count: packing.columns,
        to: target, stride: 4 * width)
    }
    guard packing.rowStride == 1 else {
      for place in 2 * lines.lowerBound..<2 * lines.upperBound {
        packRow(place, packing, panel, width: width)
      }
      return
    }
    for start in stride(from: 0, to: lines.count, by: Self.pairsAtOnce) {
      turn(
        first + 2 * start, stride: packing.columnStride, columns: packing.columns,
        pairs: min(Self.pairsAtOnce, lines.count - start), to: target + start * 2 * width,
        width: width)
    }
  }

  /// Makes lines of pairs that stand one after the other in each of some columns.
  private func turn(
    _ source: UnsafePointer<Float>, stride: Int, columns: Int, pairs: Int,
    to target: UnsafeMutablePointer<UInt16>, width: Int
  ) {
    let rounded = Self.pairsAtOnce + Self.lanes
    withUnsafeTemporaryAllocation(of: Float.self, capacity: columns * rounded) { memory in
      guard let memory = memory.baseAddress else { return }
      code.round(
        source, stride: 4 * stride, rows: columns, count: 2 * pairs, to: memory,
        stride: 4 * rounded)
      // Words of 32 bits, whatever they stand for.
      let words = UnsafeMutableRawPointer(target).assumingMemoryBound(to: Float.self)
      transpose(
        Transposition(
          source: memory, sourceStride: rounded, rows: columns, columns: pairs, target: words,
          targetStride: width))
      for pair in 0..<(columns < width ? pairs : 0) {
        (words + pair * width + columns).update(repeating: 0, count: width - columns)
      }
    }
  }

  /// Takes weights to Winograd's points in `Float`, by `transform`, and packs what comes of it; see
  /// `WinogradWeights`.
  ///
  /// A panel's columns and some rows at a time, which stay in the second cache.
  func packPoints(_ weights: WinogradWeights, by transform: (WinogradWeights) -> Void) {
    let most = Self.rowsAtOnce
    let points = weights.filter.points
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: points * most * 2 * Self.lanes
    ) { memory in
      guard let memory = memory.baseAddress else { return }
      let end = weights.firstRow + weights.rows
      for column in stride(from: 0, to: weights.columns, by: 2 * Self.lanes) {
        let width = Self.width(left: weights.columns - column)
        for first in stride(from: weights.firstRow, to: end, by: most) {
          var part = weights
          part.taps += first * weights.rowStride + column
          part.firstRow = 0
          part.rows = min(most, end - first)
          part.columns = min(width, weights.columns - column)
          part.panelDepth = part.rows
          part.points = memory
          part.pointStride = part.rows * width
          transform(part)
          for point in 0..<points {
            pack(
              // The columns that fill up the last vector are zeros already.
              PanelPacking(
                source: memory + point * part.pointStride, rowStride: width, columnStride: 1,
                rows: part.rows, columns: width,
                panels: weights.points + point * weights.pointStride + column * weights.panelDepth,
                panelStart: first, panelDepth: weights.panelDepth))
          }
        }
      }
    }
  }
}
