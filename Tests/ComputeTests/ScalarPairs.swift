import KernelInterface

/// Products of bfloat16 in plain Swift, to the bit as the processor computes them.
///
/// Found by experiment on a Zen 4, and as documented: VDPBF16PS takes the product of the upper
/// halves first and then that of the lower ones, each rounded into the sum once (as a fused
/// multiplication does); operands and sums too small for a normal `Float` are zero.
enum ScalarPairs {
  /// Rounded to the nearest number of 8 bits of significand, to the even one of two; by arithmetic.
  static func rounded(_ value: Float) -> Float {
    if value.isSubnormal { return flushed(value) }
    guard value.isFinite, value != 0 else { return value }
    // Beyond the largest number the next would stand where infinity does.
    let steps = (value.significand * 128).rounded(.toNearestOrEven)
    return Float(sign: value.sign, exponent: value.exponent, significand: steps / 128)
  }

  /// The sum of products of neighbouring pairs; of an odd number the last is paired with zeros.
  static func sum(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for first in Swift.stride(from: 0, to: a.count, by: 2) {
      let hasTwo = first + 1 < a.count
      let (upperA, upperB) = hasTwo ? (a[first + 1], b[first + 1]) : (0, 0)
      sum = flushed(sum.addingProduct(upperA, upperB))
      sum = flushed(sum.addingProduct(a[first], b[first]))
    }
    return sum
  }

  private static func flushed(_ value: Float) -> Float {
    value.isSubnormal ? Float(sign: value.sign, exponent: 0, significand: 0) : value
  }

  /// C of a product whose B stands in plain rows; bias, residual and limits in the kernels' order.
  static func multiply(_ product: MatrixProduct, b: [Float], columns: Int, _ c: inout [Float]) {
    // A leading zero where the part of B begins within a pair.
    let lead = [Float](repeating: 0, count: product.panelStart % 2)
    let epilogue = product.epilogue
    for row in 0..<product.rows {
      let a = lead + (0..<product.depth).map { rounded(product.a[row * product.aStride + $0]) }
      for column in product.firstColumn..<product.endColumn {
        let place = row * product.cStride + column
        let line = lead + (0..<product.depth).map { rounded(b[$0 * columns + column]) }
        var value = sum(a, line)
        if product.accumulate { value += c[place] }
        if let bias = epilogue.bias { value += bias[column] }
        if let residual = epilogue.residual { value += residual[place] }
        c[place] = min(epilogue.bounds.upper, max(epilogue.bounds.lower, value))
      }
    }
  }

  /// B' of a product over rows, which are the pairs.
  static func weightGradient(_ product: WeightGradient, _ result: inout [Float]) {
    for row in 0..<product.depth {
      let a = (0..<product.rows).map { rounded(product.a[$0 * product.aStride + row]) }
      for column in 0..<product.columns {
        let place = row * product.resultStride + column
        let d = (0..<product.rows).map { rounded(product.d[$0 * product.dStride + column]) }
        result[place] = (product.accumulate ? result[place] : 0) + sum(a, d)
      }
    }
  }

  /// Panels in words of pairs, lane by lane; halves that no row of the packing is for stay as they
  /// are, but for the one after the last row of an odd number.
  static func pack(_ packing: PanelPacking, _ panels: inout [UInt32]) {
    let columns = (packing.columns + 15) / 16 * 16
    for column in 0..<columns {
      let first = column / 32 * 32
      let width = packing.columns - first > 16 ? 32 : 16
      func put(_ half: UInt32, _ place: Int) {
        let word = first * packing.panelDepth + place / 2 * width + column - first
        let shift = UInt32(place % 2 * 16)
        panels[word] = panels[word] & ~(0xFFFF << shift) | half << shift
      }
      for row in 0..<packing.rows {
        let isThere = column < packing.columns
        let place = row * packing.rowStride + column * packing.columnStride
        let value = isThere ? rounded(packing.source[place]) : 0
        put(value.bitPattern >> 16, packing.panelStart + row)
      }
      let end = packing.panelStart + packing.rows
      if end == packing.panelDepth, end % 2 == 1 { put(0, end) }
    }
  }
}
