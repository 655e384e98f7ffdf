import KernelInterface

/// C (+)= A * B with both sides rounded to bfloat16 and sums of `Float`; see `MatrixProduct`.
///
/// B's panels are those of `PairPacking`. A is rounded on the way, some rows at a time. Every sum
/// goes through the pairs in order, so that its bits do not depend on how rows and columns are cut.
struct PairProduct {
  let code: PairCode

  /// Words of A that are rounded at a time: they stay in the second cache.
  private static let mostWords = 48 * 1024

  func multiply(_ product: MatrixProduct) {
    // Where the first row of this part of B is the second of a pair, A begins with a zero.
    let lead = product.panelStart % 2
    let pairs = (lead + product.depth + 1) / 2
    let stride = (pairs + 15) / 16 * 16 + 16
    let rows = max(1, Self.mostWords / stride / PairTile.mostRows) * PairTile.mostRows
    withUnsafeTemporaryAllocation(
      byteCount: 4 * stride * min(rows, product.rows), alignment: 64
    ) { memory in
      guard let left = memory.baseAddress else { return }
      var ahead = AheadLines(product.ahead)
      for first in Swift.stride(from: 0, to: product.rows, by: rows) {
        let range = first..<min(first + rows, product.rows)
        round(product, range, lead: lead, to: left, stride: 4 * stride)
        multiply(
          product, range, UnsafeRawPointer(left), stride: 4 * stride, pairs: pairs, &ahead)
      }
    }
  }

  private func round(
    _ product: MatrixProduct, _ rows: Range<Int>, lead: Int, to left: UnsafeMutableRawPointer,
    stride: Int
  ) {
    code.round(
      product.a + rows.lowerBound * product.aStride, stride: 4 * product.aStride,
      rows: rows.count, count: product.depth, to: left + 2 * lead, stride: stride)
    if lead == 0 { return }
    for row in 0..<rows.count {
      let line = (left + row * stride).assumingMemoryBound(to: UInt16.self)
      line[0] = 0
      line[product.depth + 1] = 0
    }
  }

  /// All columns of some rows, panel by panel.
  private func multiply(
    _ product: MatrixProduct, _ rows: Range<Int>, _ left: UnsafeRawPointer, stride: Int,
    pairs: Int, _ ahead: inout AheadLines
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: TileOperand.allCases.count) { words in
      guard let words = words.baseAddress else { return }
      let operands = TileOperands(words: words)
      operands[.leftStride] = UInt64(stride)
      operands[.pairs] = UInt64(pairs)
      operands[.resultStride] = UInt64(4 * product.cStride)
      operands.limit(to: product.epilogue.bounds)
      var column = product.firstColumn
      while column < product.endColumn {
        let present = product.endColumn - column
        let vectors = present > PairPacking.lanes ? 2 : 1
        let width = vectors * PairPacking.lanes
        let inLast = min(present, width) - (vectors - 1) * PairPacking.lanes
        operands[.lanes] = 1 << UInt64(inLast) - 1
        operands[.panel] = TileOperands.address(
          product.b + column * product.panelDepth + product.panelStart / 2 * width)
        operands[.bias] = product.epilogue.bias.map { TileOperands.address($0 + column) } ?? 0
        for row in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: PairTile.mostRows) {
          let place = row * product.cStride + column
          let result = TileOperands.address(product.c + place)
          operands[.left] = TileOperands.address(left + (row - rows.lowerBound) * stride)
          operands[.result] = result
          operands[.old] = product.accumulate ? result : 0
          operands[.residual] =
            product.epilogue.residual.map { TileOperands.address($0 + place) } ?? 0
          let next = ahead.take(2 * pairs)
          operands[.ahead] = next ?? operands[.panel]
          operands[.aheadStep] = next == nil ? 0 : 64
          code.multiply(
            rows: min(PairTile.mostRows, rows.upperBound - row), vectors: vectors, words)
        }
        column += width
      }
    }
  }
}

extension PairProduct {
  /// What the tile reaches at best on this core: `steps` rows of B, in pairs, with operands in the
  /// first cache; see `KernelTable.peak`.
  func peak(_ steps: Int) -> Float {
    let pairs = 64
    let (rows, width) = (PairTile.mostRows, PairTile.mostVectors * PairPacking.lanes)
    let operandFloats = pairs * (rows + width)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: operandFloats + rows * width) {
      guard let base = $0.baseAddress else { return 0 }
      $0.initialize(repeating: 0.5)
      return withUnsafeTemporaryAllocation(
        of: UInt64.self, capacity: TileOperand.allCases.count
      ) { words in
        guard let words = words.baseAddress else { return 0 }
        words.initialize(repeating: 0, count: TileOperand.allCases.count)
        let operands = TileOperands(words: words)
        operands[.left] = TileOperands.address(base)
        operands[.leftStride] = UInt64(4 * pairs)
        operands[.panel] = TileOperands.address(base + pairs * rows)
        operands[.pairs] = UInt64(pairs)
        operands[.result] = TileOperands.address(base + operandFloats)
        operands[.resultStride] = UInt64(4 * width)
        operands[.lanes] = 0xFFFF
        operands[.ahead] = operands[.left]
        for _ in Swift.stride(from: 0, to: steps, by: 2 * pairs) {
          code.multiply(rows: rows, vectors: PairTile.mostVectors, words)
        }
        return base[operandFloats]
      }
    }
  }
}

/// The words that a tile's code reads, by name.
struct TileOperands {
  let words: UnsafeMutablePointer<UInt64>

  subscript(operand: TileOperand) -> UInt64 {
    get { words[operand.rawValue] }
    nonmutating set { words[operand.rawValue] = newValue }
  }

  func limit(to bounds: Bounds) {
    self[.bounds] = UInt64(bounds.lower.bitPattern) | UInt64(bounds.upper.bitPattern) << 32
    self[.isLimited] = bounds == .none ? 0 : 1
  }

  static func address(_ pointer: UnsafeRawPointer) -> UInt64 { UInt64(UInt(bitPattern: pointer)) }
}
