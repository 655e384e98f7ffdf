import KernelInterface

/// B' (+)= transpose(A) * D with both sides rounded to bfloat16 and sums of `Float`; see
/// `WeightGradient`.
///
/// What is multiplied are pairs of rows: both sides become lines of pairs first, A as a whole, D
/// panel by panel. The last of an odd number of rows is paired with zeros.
struct PairGradient {
  let code: PairCode

  func add(_ product: WeightGradient) {
    let pairs = (product.rows + 1) / 2
    let lanes = PairPacking.lanes
    // A line more than the data, so that the lines do not share sets of the first cache.
    let stride = 4 * lanes * (PairPacking.vectors(for: product.depth) + 1)
    withUnsafeTemporaryAllocation(byteCount: stride * pairs, alignment: 64) { memory in
      guard let left = memory.baseAddress else { return }
      pair(
        product.a, stride: product.aStride, rows: product.rows, count: product.depth, to: left,
        stride: stride)
      var ahead = AheadLines(product.ahead)
      for column in Swift.stride(from: 0, to: product.columns, by: 2 * lanes) {
        let present = min(2 * lanes, product.columns - column)
        pair(
          product.d + column, stride: product.dStride, rows: product.rows, count: present,
          to: product.panel, stride: 4 * lanes * PairPacking.vectors(for: present))
        add(product, column..<column + present, left, stride: stride, pairs: pairs, &ahead)
      }
    }
  }

  /// Two rows each into a line.
  private func pair(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, count: Int,
    to target: UnsafeMutableRawPointer, stride targetStride: Int
  ) {
    code.pair(
      source, stride: 4 * stride, pairs: rows / 2, count: count, to: target, stride: targetStride)
    if rows % 2 == 0 { return }
    let last = source + (rows - 1) * stride
    let line = (target + rows / 2 * targetStride).assumingMemoryBound(to: UInt32.self)
    for place in 0..<count { line[place] = UInt32(Bfloat16.rounded(last[place])) }
    let whole = PairPacking.lanes * PairPacking.vectors(for: count)
    for place in count..<whole { line[place] = 0 }
  }

  /// All rows of the gradient, the columns of one panel.
  private func add(
    _ product: WeightGradient, _ columns: Range<Int>, _ left: UnsafeRawPointer, stride: Int,
    pairs: Int, _ ahead: inout AheadLines
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: TileOperand.allCases.count) { words in
      guard let words = words.baseAddress else { return }
      let operands = TileOperands(words: words)
      let vectors = PairPacking.vectors(for: columns.count)
      let inLast = columns.count - (vectors - 1) * PairPacking.lanes
      operands[.leftStride] = UInt64(stride)
      operands[.panel] = TileOperands.address(product.panel)
      operands[.pairs] = UInt64(pairs)
      operands[.resultStride] = UInt64(4 * product.resultStride)
      operands[.bias] = 0
      operands[.residual] = 0
      operands.limit(to: .none)
      operands[.lanes] = 1 << UInt64(inLast) - 1
      for row in Swift.stride(from: 0, to: product.depth, by: PairTile.mostRows) {
        let result = TileOperands.address(
          product.result + row * product.resultStride + columns.lowerBound)
        operands[.left] = TileOperands.address(left + 4 * row)
        operands[.result] = result
        operands[.old] = product.accumulate ? result : 0
        let next = ahead.take(2 * pairs)
        operands[.ahead] = next ?? operands[.panel]
        operands[.aheadStep] = next == nil ? 0 : 64
        code.multiply(
          rows: min(PairTile.mostRows, product.depth - row), vectors: vectors, leftSide: .lines,
          words)
      }
    }
  }
}
