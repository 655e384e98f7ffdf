import KernelInterface

/// C (+)= A * B over packed panels; see `MatrixProduct`.
@inline(never)
func multiply(_ product: MatrixProduct) {
  let panelWidth = 2 &* lanes
  var column = product.firstColumn
  while column < product.endColumn {
    let left = product.endColumn &- column
    let width = left > lanes ? panelWidth : lanes
    let panel =
      product.b + (column &* product.panelDepth &+ product.panelStart &* width)
    var row = 0
    while row &+ FullTile.count <= product.rows {
      FullTile.multiply(product, panel, row, column, width)
      row &+= FullTile.count
    }
    // The rest of the rows in tiles of 8, 4, 2, 1.
    if FullTile.count > 8, row &+ 8 <= product.rows {
      Tile<8>.multiply(product, panel, row, column, width)
      row &+= 8
    }
    if row &+ 4 <= product.rows {
      Tile<4>.multiply(product, panel, row, column, width)
      row &+= 4
    }
    if row &+ 2 <= product.rows {
      Tile<2>.multiply(product, panel, row, column, width)
      row &+= 2
    }
    if row < product.rows { Tile<1>.multiply(product, panel, row, column, width) }
    column &+= width
  }
}

extension Tile {
  @inline(__always) static var count: Int { rows }

  @inline(never)
  static func multiply(
    _ product: MatrixProduct, _ panel: UnsafePointer<Float>, _ row: Int, _ column: Int,
    _ width: Int
  ) {
    let a = product.a + row &* product.aStride
    let c = product.c + (row &* product.cStride &+ column)
    let stride = product.cStride
    let present = product.endColumn &- column
    let plain = product.epilogue.isIdentity
    if width > lanes {
      twoVectors(
        a: a, aStep: 1, aRow: product.aStride, b: panel, bStep: 2 &* lanes, steps: product.depth
      ) { tileRow, left, right in
        let target = c + tileRow &* stride
        if plain && present >= 2 &* lanes {
          if product.accumulate {
            store(load(target) + left, target)
            store(load(target + lanes) + right, target + lanes)
          } else {
            store(left, target)
            store(right, target + lanes)
          }
        } else {
          let offset = (row &+ tileRow) &* stride &+ column
          finish(product, left, target, offset, column, lanes)
          finish(product, right, target + lanes, offset &+ lanes, column &+ lanes, present &- lanes)
        }
      }
    } else {
      oneVector(
        a: a, aStep: 1, aRow: product.aStride, steps: product.depth,
        line: { load(panel + $0 &* lanes) }
      ) { tileRow, sum in
        let target = c + tileRow &* stride
        let offset = (row &+ tileRow) &* stride &+ column
        finish(product, sum, target, offset, column, present)
      }
    }
  }
}

/// Stores one vector of C through the epilogue, in part where the matrix ends.
@inline(__always)
private func finish(
  _ product: MatrixProduct, _ sum: Vector, _ target: UnsafeMutablePointer<Float>, _ offset: Int,
  _ column: Int, _ present: Int
) {
  let lower = Vector(repeating: product.epilogue.bounds.lower)
  let upper = Vector(repeating: product.epilogue.bounds.upper)
  var value = sum
  if present >= lanes {
    if product.accumulate { value += load(target) }
    if let bias = product.epilogue.bias { value += load(bias + column) }
    if let residual = product.epilogue.residual { value += load(residual + offset) }
    store(clamp(value, lower, upper), target)
  } else {
    if product.accumulate { value += loadPart(target, present) }
    if let bias = product.epilogue.bias { value += loadPart(bias + column, present) }
    if let residual = product.epilogue.residual { value += loadPart(residual + offset, present) }
    storePart(clamp(value, lower, upper), target, present)
  }
}

/// What the inner tile reaches at best on this core: `steps` steps on operands in the first cache.
@inline(never)
func peak(_ steps: Int) -> Float {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: FullTile.count &* 64 &+ 128 &* lanes) {
    buffer in
    buffer.initialize(repeating: 0.5)
    let a = UnsafePointer(buffer.baseAddress!)
    var total = Vector.zero
    var left = steps
    while left > 0 {
      FullTile.twoVectors(
        a: a, aStep: 1, aRow: 64, b: a + FullTile.count &* 64, bStep: 2 &* lanes, steps: 64
      ) { _, first, second in
        total += first + second
      }
      left &-= 64
    }
    return total.sum()
  }
}
