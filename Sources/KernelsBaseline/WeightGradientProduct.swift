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
      Tile<8>.weightGradient(product, depth)
      depth &+= 8
    } else if left >= 4 {
      Tile<4>.weightGradient(product, depth)
      depth &+= 4
    } else if left >= 2 {
      Tile<2>.weightGradient(product, depth)
      depth &+= 2
    } else {
      Tile<1>.weightGradient(product, depth)
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
        steps: product.rows
      ) { row, left, right in
        let target = result + (row &* product.resultStride &+ column)
        if product.accumulate {
          store(load(target) + left, target)
          store(load(target + lanes) + right, target + lanes)
        } else {
          store(left, target)
          store(right, target + lanes)
        }
      }
      column &+= 2 &* lanes
    }
    while column < product.columns {
      let present = min(lanes, product.columns &- column)
      let d = product.d + column
      if present == lanes {
        oneVector(
          a: a, aStep: product.aStride, aRow: 1, steps: product.rows,
          line: { load(d + $0 &* product.dStride) }
        ) { row, sum in
          let target = result + (row &* product.resultStride &+ column)
          store(product.accumulate ? load(target) + sum : sum, target)
        }
      } else {
        oneVector(
          a: a, aStep: product.aStride, aRow: 1, steps: product.rows,
          line: { loadPart(d + $0 &* product.dStride, present) }
        ) { row, sum in
          let target = result + (row &* product.resultStride &+ column)
          storePart(product.accumulate ? loadPart(target, present) + sum : sum, target, present)
        }
      }
      column &+= present
    }
  }
}
