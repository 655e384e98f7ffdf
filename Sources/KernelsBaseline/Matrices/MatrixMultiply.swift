import KernelInterface

/// C (+)= A * B over packed panels; see `MatrixProduct`.
@inline(never)
func multiply(_ product: MatrixProduct) {
  if product.endColumn % lanes == 0 {
    return multiplyPanels(product, nil)
  }
  // A tile waits here where C is too narrow for whole vectors. (Not above: so much temporary memory
  // comes from the heap, which costs as much as a small product.)
  withUnsafeTemporaryAllocation(of: Float.self, capacity: FullTile<WideRow>.rows &* 2 &* lanes) {
    multiplyPanels(product, $0.baseAddress)
  }
}

@inline(__always)
private func multiplyPanels(_ product: MatrixProduct, _ tile: UnsafeMutablePointer<Float>?) {
  var column = product.firstColumn
  var fetcher = Fetcher(product.ahead)
  while column < product.endColumn {
    if product.endColumn &- column > lanes {
      multiplyPanel(product, column, WideRow.self, tile, &fetcher)
      column &+= 2 &* lanes
    } else {
      multiplyPanel(product, column, NarrowRow.self, tile, &fetcher)
      column &+= lanes
    }
  }
}

/// All rows of one panel: whole tiles, then the rest of the rows by 8, 4, 2, 1.
@inline(__always)
private func multiplyPanel<Row: Accumulators>(
  _ product: MatrixProduct, _ column: Int, _: Row.Type, _ tile: UnsafeMutablePointer<Float>?,
  _ fetcher: inout Fetcher
) {
  var row = 0
  while row &+ FullTile<Row>.rows <= product.rows {
    multiplyTile(
      product, FullTile<Row>.self, row, column, tile, fetcher.take(product.depth))
    row &+= FullTile<Row>.rows
  }
  if FullTile<Row>.rows > 8, row &+ 8 <= product.rows {
    multiplyTile(
      product, Twice<Twice<Twice<Row>>>.self, row, column, tile,
      fetcher.take(product.depth))
    row &+= 8
  }
  if row &+ 4 <= product.rows {
    multiplyTile(
      product, Twice<Twice<Row>>.self, row, column, tile,
      fetcher.take(product.depth))
    row &+= 4
  }
  if row &+ 2 <= product.rows {
    multiplyTile(
      product, Twice<Row>.self, row, column, tile, fetcher.take(product.depth))
    row &+= 2
  }
  if row < product.rows {
    multiplyTile(product, Row.self, row, column, tile, fetcher.take(product.depth))
  }
}

/// Rows and columns of one tile; by way of `tile` where C ends within it.
@inline(never)
private func multiplyTile<Sums: Accumulators>(
  _ product: MatrixProduct, _: Sums.Type, _ row: Int, _ column: Int,
  _ tile: UnsafeMutablePointer<Float>?, _ ahead: UnsafePointer<Float>?
) {
  let width = Sums.vectors &* lanes
  let a = product.a + row &* product.aStride
  let b = product.b + (column &* product.panelDepth &+ product.panelStart &* width)
  let offset = row &* product.cStride &+ column
  if product.epilogue.isIdentity, tile == nil, !product.sumsApart {
    return Sums.product(
      a: a, aStep: 1, aRow: product.aStride, b: b, bStep: width, steps: product.depth,
      target: product.c + offset, stride: product.cStride, accumulate: product.accumulate,
      fetching: ahead)
  }
  guard let tile, product.endColumn &- column < width else {
    return Sums.product(
      a: a, aStep: 1, aRow: product.aStride, b: b, bStep: width, steps: product.depth,
      target: product.c + offset, stride: product.cStride,
      finish: Finish(product, column, vectors: Sums.vectors),
      residual: product.epilogue.residual.map { $0 + offset }, fetching: ahead)
  }
  Sums.product(
    a: a, aStep: 1, aRow: product.aStride, b: b, bStep: width, steps: product.depth, target: tile,
    stride: width, accumulate: false, fetching: ahead)
  let present = min(width, product.endColumn &- column)
  for tileRow in 0..<Sums.rows {
    finish(product, tile + tileRow &* width, row &+ tileRow, column, present)
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
  typealias Sums = FullTile<WideRow>
  let depth = 128
  let operands = (Sums.rows &+ 2 &* lanes) &* depth
  return withUnsafeTemporaryAllocation(
    of: Float.self, capacity: operands &+ Sums.rows &* 2 &* lanes
  ) { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    buffer.initialize(repeating: 0.5)
    var left = steps
    while left > 0 {
      Sums.product(
        a: base, aStep: 1, aRow: depth, b: base + Sums.rows &* depth, bStep: 2 &* lanes,
        steps: depth, target: base + operands, stride: 2 &* lanes, accumulate: false,
        fetching: nil)
      left &-= depth
    }
    return base[operands]
  }
}
