import KernelInterface

/// Copies a matrix into column panels, padded with zeros to whole vectors; see `PanelPacking`.
@inline(never)
func packPanels(_ packing: PanelPacking) {
  var column = 0
  while column < packing.columns {
    let left = packing.columns &- column
    let width = left > lanes ? 2 &* lanes : lanes
    let present = min(left, width)
    let panel =
      packing.panels + (column &* packing.panelDepth &+ packing.panelStart &* width)
    let source = packing.source + column &* packing.columnStride
    if packing.columnStride == 1 {
      for row in 0..<packing.rows {
        copy(source + row &* packing.rowStride, panel + row &* width, present)
        zero(panel + (row &* width &+ present), width &- present)
      }
    } else {
      for lane in 0..<present {
        let line = source + lane &* packing.columnStride
        for row in 0..<packing.rows { panel[row &* width &+ lane] = line[row &* packing.rowStride] }
      }
      if present < width {
        for row in 0..<packing.rows { zero(panel + (row &* width &+ present), width &- present) }
      }
    }
    column &+= width
  }
}

@inline(__always)
func copy(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  forEachVector(
    count, full: { store(load(source + $0), target + $0) },
    tail: { offset, left in
      for index in offset..<offset &+ left { target[index] = source[index] }
    })
}

@inline(__always)
func zero(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
  forEachVector(
    count, full: { store(.zero, target + $0) },
    tail: { offset, left in
      for index in offset..<offset &+ left { target[index] = 0 }
    })
}

/// See `Transposition`; squares of 16, so that the lines on both sides stay in the first cache.
@inline(never)
func transpose(_ matrix: Transposition) {
  let side = 16
  var row = 0
  while row < matrix.rows {
    let rows = min(side, matrix.rows &- row)
    var column = 0
    while column < matrix.columns {
      let columns = min(side, matrix.columns &- column)
      for inner in column..<column &+ columns {
        let source = matrix.source + (row &* matrix.sourceStride &+ inner)
        let target = matrix.target + (inner &* matrix.targetStride &+ row)
        for step in 0..<rows { target[step] = source[step &* matrix.sourceStride] }
      }
      column &+= columns
    }
    row &+= rows
  }
}
