import KernelInterface

/// B' (+)= transpose(A) * D over a block of rows; see `WeightGradient`.
@inline(never)
func weightGradient(_ product: WeightGradient) {
  var depth = 0
  while depth < product.depth {
    let left = product.depth &- depth
    if left >= FullTile.count {
      FullTile.weightGradient(product, depth)
      depth &+= FullTile.count
    } else if FullTile.count > 8, left >= 8 {
      Tile<8, 16>.weightGradient(product, depth)
      depth &+= 8
    } else if left >= 4 {
      Tile<4, 8>.weightGradient(product, depth)
      depth &+= 4
    } else if left >= 2 {
      Tile<2, 4>.weightGradient(product, depth)
      depth &+= 2
    } else {
      Tile<1, 2>.weightGradient(product, depth)
      depth &+= 1
    }
  }
}

extension Tile {
  /// Rows `depth` ..< `depth` + rows of the gradient, all columns.
  @inline(never)
  static func weightGradient(_ product: WeightGradient, _ depth: Int) {
    let a = product.a + depth
    let result = product.result + depth &* product.resultStride
    var column = 0
    while column &+ 2 &* lanes <= product.columns {
      twoVectors(
        a: a, aStep: product.aStride, aRow: 1, b: product.d + column, bStep: product.dStride,
        steps: product.rows, target: result + column, stride: product.resultStride,
        accumulate: product.accumulate)
      column &+= 2 &* lanes
    }
    if column &+ lanes <= product.columns {
      let d = product.d + column
      oneVector(
        a: a, aStep: product.aStride, aRow: 1, steps: product.rows,
        line: { load(d + $0 &* product.dStride) }, target: result + column,
        stride: product.resultStride, accumulate: product.accumulate)
      column &+= lanes
    }
    if column < product.columns { lastColumns(product, a, column, result + column) }
  }

  /// The columns that do not fill a vector.
  @inline(__always)
  private static func lastColumns(
    _ product: WeightGradient, _ a: UnsafePointer<Float>, _ column: Int,
    _ result: UnsafeMutablePointer<Float>
  ) {
    let present = product.columns &- column
    let d = product.d + column
    withUnsafeTemporaryAllocation(of: Float.self, capacity: rows &* lanes) { tile in
      guard let tile = tile.baseAddress else { return }
      oneVector(
        a: a, aStep: product.aStride, aRow: 1, steps: product.rows,
        line: { loadPart(d + $0 &* product.dStride, present) }, target: tile, stride: lanes,
        accumulate: false)
      for row in 0..<rows {
        let target = result + row &* product.resultStride
        for lane in 0..<present {
          let value = tile[row &* lanes &+ lane]
          target[lane] = product.accumulate ? target[lane] + value : value
        }
      }
    }
  }
}
