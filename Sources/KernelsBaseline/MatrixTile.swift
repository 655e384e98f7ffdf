import KernelInterface

/// A register tile of `rows` x 2 (or 1) vectors: the innermost loop of every matrix product.
///
/// Step i multiplies the column a[i * aStep + r * aRow] with the row b[i * bStep ..]. The strides are
/// passed so that one loop serves the forward product (aStep 1) and the weight gradient (aRow 1);
/// the calls are inlined, so the constants reach the addresses.
struct Tile<let rows: Int> {
  @inline(__always)
  static func twoVectors(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, b: UnsafePointer<Float>, bStep: Int,
    steps: Int, finish: (_ row: Int, _ left: Vector, _ right: Vector) -> Void
  ) {
    var left = InlineArray<rows, Vector>(repeating: .zero)
    var right = InlineArray<rows, Vector>(repeating: .zero)
    var column = a
    var line = b
    for _ in 0..<steps {
      let first = load(line)
      let second = load(line + lanes)
      for row in 0..<rows {
        let value = Vector(repeating: column[row &* aRow])
        left[unchecked: row] = multiplyAdd(left[unchecked: row], value, first)
        right[unchecked: row] = multiplyAdd(right[unchecked: row], value, second)
      }
      column += aStep
      line += bStep
    }
    for row in 0..<rows { finish(row, left[unchecked: row], right[unchecked: row]) }
  }

  @inline(__always)
  static func oneVector(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, steps: Int,
    line: (_ step: Int) -> Vector, finish: (_ row: Int, _ sum: Vector) -> Void
  ) {
    var sums = InlineArray<rows, Vector>(repeating: .zero)
    var column = a
    for step in 0..<steps {
      let vector = line(step)
      for row in 0..<rows {
        let value = Vector(repeating: column[row &* aRow])
        sums[unchecked: row] = multiplyAdd(sums[unchecked: row], value, vector)
      }
      column += aStep
    }
    for row in 0..<rows { finish(row, sums[unchecked: row]) }
  }
}
