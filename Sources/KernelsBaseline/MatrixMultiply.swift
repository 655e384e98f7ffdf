import KernelInterface

/// C (+)= A * B over packed panels; see `MatrixProduct`.
@inline(never)
func multiply(_ product: MatrixProduct) {
  // A tile waits here for its epilogue, or where C is too narrow for whole vectors.
  withUnsafeTemporaryAllocation(of: Float.self, capacity: FullTile.count &* 2 &* lanes) { tile in
    guard let tile = tile.baseAddress else { return }
    let panelWidth = 2 &* lanes
    var column = product.firstColumn
    while column < product.endColumn {
      let left = product.endColumn &- column
      let width = left > lanes ? panelWidth : lanes
      multiplyPanel(product, column, width, tile)
      column &+= width
    }
  }
}

@inline(__always)
private func multiplyPanel(
  _ product: MatrixProduct, _ column: Int, _ width: Int, _ tile: UnsafeMutablePointer<Float>
) {
  let panel = product.b + (column &* product.panelDepth &+ product.panelStart &* width)
  var row = 0
  while row &+ FullTile.count <= product.rows {
    FullTile.multiply(product, panel, row, column, width, tile)
    row &+= FullTile.count
  }
  // The rest of the rows in tiles of 8, 4, 2, 1.
  if FullTile.count > 8, row &+ 8 <= product.rows {
    Tile<8, 16>.multiply(product, panel, row, column, width, tile)
    row &+= 8
  }
  if row &+ 4 <= product.rows {
    Tile<4, 8>.multiply(product, panel, row, column, width, tile)
    row &+= 4
  }
  if row &+ 2 <= product.rows {
    Tile<2, 4>.multiply(product, panel, row, column, width, tile)
    row &+= 2
  }
  if row < product.rows { Tile<1, 2>.multiply(product, panel, row, column, width, tile) }
}

extension Tile {
  @inline(__always) static var count: Int { rows }

  @inline(never)
  static func multiply(
    _ product: MatrixProduct, _ panel: UnsafePointer<Float>, _ row: Int, _ column: Int,
    _ width: Int, _ tile: UnsafeMutablePointer<Float>
  ) {
    let a = product.a + row &* product.aStride
    let present = min(width, product.endColumn &- column)
    let isDirect = product.epilogue.isIdentity && present == width
    let target = isDirect ? product.c + (row &* product.cStride &+ column) : tile
    let stride = isDirect ? product.cStride : width
    let accumulate = isDirect && product.accumulate
    if width > lanes {
      twoVectors(
        a: a, aStep: 1, aRow: product.aStride, b: panel, bStep: 2 &* lanes, steps: product.depth,
        target: target, stride: stride, accumulate: accumulate)
    } else {
      oneVector(
        a: a, aStep: 1, aRow: product.aStride, steps: product.depth,
        line: { load(panel + $0 &* lanes) }, target: target, stride: stride,
        accumulate: accumulate)
    }
    if isDirect { return }
    for tileRow in 0..<rows {
      finish(product, tile + tileRow &* width, row &+ tileRow, column, present)
    }
  }
}

/// Takes one row of a tile through the epilogue into C, in part where the matrix ends.
@inline(__always)
private func finish(
  _ product: MatrixProduct, _ tile: UnsafePointer<Float>, _ row: Int, _ column: Int,
  _ present: Int
) {
  let lower = Vector(repeating: product.epilogue.bounds.lower)
  let upper = Vector(repeating: product.epilogue.bounds.upper)
  let offset = row &* product.cStride &+ column
  let target = product.c + offset
  forEachVector(
    present,
    full: {
      var value = load(tile + $0)
      if product.accumulate { value += load(target + $0) }
      if let bias = product.epilogue.bias { value += load(bias + (column &+ $0)) }
      if let residual = product.epilogue.residual { value += load(residual + (offset &+ $0)) }
      store(clamp(value, lower, upper), target + $0)
    },
    tail: {
      var value = loadPart(tile + $0, $1)
      if product.accumulate { value += loadPart(target + $0, $1) }
      if let bias = product.epilogue.bias { value += loadPart(bias + (column &+ $0), $1) }
      if let residual = product.epilogue.residual {
        value += loadPart(residual + (offset &+ $0), $1)
      }
      storePart(clamp(value, lower, upper), target + $0, $1)
    })
}

/// What the inner tile reaches at best on this core: `steps` steps on operands in the first cache.
@inline(never)
func peak(_ steps: Int) -> Float {
  let depth = 128
  let operands = (FullTile.count &+ 2 &* lanes) &* depth
  return withUnsafeTemporaryAllocation(
    of: Float.self, capacity: operands &+ FullTile.count &* 2 &* lanes
  ) { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    buffer.initialize(repeating: 0.5)
    var left = steps
    while left > 0 {
      FullTile.twoVectors(
        a: base, aStep: 1, aRow: depth, b: base + FullTile.count &* depth, bStep: 2 &* lanes,
        steps: depth, target: base + operands, stride: 2 &* lanes, accumulate: false)
      left &-= depth
    }
    return base[operands]
  }
}
