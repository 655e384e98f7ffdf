import KernelInterface

/// B' (+)= transpose(A) * D over a block of rows; see `WeightGradient`.
///
/// A panel of D is copied together first: its rows lie far apart, often a power of two, and would
/// drive each other out of the first cache.
@inline(never)
func weightGradient(_ product: WeightGradient) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: FullTile<WideRow>.rows &* 2 &* lanes) {
    tile in
    guard let tile = tile.baseAddress else { return }
    var column = 0
    var fetcher = Fetcher(product.ahead)
    while column < product.columns {
      if product.columns &- column > lanes {
        weightGradientPanel(product, column, WideRow.self, tile, &fetcher)
        column &+= 2 &* lanes
      } else {
        weightGradientPanel(product, column, NarrowRow.self, tile, &fetcher)
        column &+= lanes
      }
    }
  }
}

@inline(__always)
private func weightGradientPanel<Row: Accumulators>(
  _ product: WeightGradient, _ column: Int, _: Row.Type, _ tile: UnsafeMutablePointer<Float>,
  _ fetcher: inout Fetcher
) {
  copyPanel(product, column, width: Row.vectors &* lanes)
  var depth = 0
  while depth &+ FullTile<Row>.rows <= product.depth {
    weightGradientTile(
      product, FullTile<Row>.self, depth, column, tile,
      fetcher.take(product.rows))
    depth &+= FullTile<Row>.rows
  }
  if FullTile<Row>.rows > 8, depth &+ 8 <= product.depth {
    weightGradientTile(
      product, Twice<Twice<Twice<Row>>>.self, depth, column, tile,
      fetcher.take(product.rows))
    depth &+= 8
  }
  if depth &+ 4 <= product.depth {
    weightGradientTile(
      product, Twice<Twice<Row>>.self, depth, column, tile,
      fetcher.take(product.rows))
    depth &+= 4
  }
  if depth &+ 2 <= product.depth {
    weightGradientTile(
      product, Twice<Row>.self, depth, column, tile, fetcher.take(product.rows)
    )
    depth &+= 2
  }
  if depth < product.depth {
    weightGradientTile(
      product, Row.self, depth, column, tile, fetcher.take(product.rows))
  }
}

@inline(__always)
private func copyPanel(_ product: WeightGradient, _ column: Int, width: Int) {
  let present = min(width, product.columns &- column)
  for row in 0..<product.rows {
    let line = product.panel + row &* width
    copy(product.d + (row &* product.dStride &+ column), line, present)
    if present < width { zero(line + present, width &- present) }
  }
}

/// Some rows of the gradient from `depth` on, the columns of one panel.
@inline(never)
private func weightGradientTile<Sums: Accumulators>(
  _ product: WeightGradient, _: Sums.Type, _ depth: Int, _ column: Int,
  _ tile: UnsafeMutablePointer<Float>, _ ahead: UnsafePointer<Float>?
) {
  let width = Sums.vectors &* lanes
  let present = min(width, product.columns &- column)
  let isWhole = present == width
  let result = product.result + (depth &* product.resultStride &+ column)
  Sums.product(
    a: product.a + depth, aStep: product.aStride, aRow: 1, b: product.panel, bStep: width,
    steps: product.rows, target: isWhole ? result : tile,
    stride: isWhole ? product.resultStride : width, accumulate: isWhole && product.accumulate,
    fetching: ahead)
  if isWhole { return }
  for row in 0..<Sums.rows {
    for lane in 0..<present {
      let place = result + (row &* product.resultStride &+ lane)
      let value = tile[row &* width &+ lane]
      place.pointee = product.accumulate ? place.pointee + value : value
    }
  }
}
