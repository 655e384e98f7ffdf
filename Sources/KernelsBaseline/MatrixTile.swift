import KernelInterface

/// A register tile of `rows` x 2 (or 1) vectors: the innermost loop of every matrix product.
///
/// Step i multiplies the column a[i * aStep + r * aRow] with the row b[i * bStep ..]. The strides are
/// passed so that one loop serves the forward product (aStep 1) and the weight gradient (aRow 1);
/// the calls are inlined, so the constants reach the addresses.
///
/// The loops over rows are short and plain, so that the compiler unrolls them and keeps the sums in
/// registers: a row number that is only known at run time would put them into memory.
/// `sums` is 2 x rows: one array of vectors, for with two the compiler gives the registers up.
struct Tile<let rows: Int, let sums: Int> {
  /// Writes (or adds) rows x 2 vectors to `target`.
  @inline(__always)
  static func twoVectors(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, b: UnsafePointer<Float>, bStep: Int,
    steps: Int, target: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool
  ) {
    var sum = InlineArray<sums, Vector>(repeating: .zero)
    var column = a
    var line = b
    for _ in 0..<steps {
      let first = load(line)
      let second = load(line + lanes)
      for row in 0..<rows {
        let value = Vector(repeating: column[row &* aRow])
        sum[unchecked: 2 &* row] = multiplyAdd(sum[unchecked: 2 &* row], value, first)
        sum[unchecked: 2 &* row &+ 1] = multiplyAdd(sum[unchecked: 2 &* row &+ 1], value, second)
      }
      column += aStep
      line += bStep
    }
    if accumulate {
      for row in 0..<rows {
        let place = target + row &* stride
        store(load(place) + sum[unchecked: 2 &* row], place)
        store(load(place + lanes) + sum[unchecked: 2 &* row &+ 1], place + lanes)
      }
    } else {
      for row in 0..<rows {
        let place = target + row &* stride
        store(sum[unchecked: 2 &* row], place)
        store(sum[unchecked: 2 &* row &+ 1], place + lanes)
      }
    }
  }

  /// Writes (or adds) rows x 1 vector to `target`; `line(step)` gives the right side.
  @inline(__always)
  static func oneVector(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, steps: Int,
    line: (_ step: Int) -> Vector, target: UnsafeMutablePointer<Float>, stride: Int,
    accumulate: Bool
  ) {
    var sum = InlineArray<rows, Vector>(repeating: .zero)
    var column = a
    for step in 0..<steps {
      let vector = line(step)
      for row in 0..<rows {
        let value = Vector(repeating: column[row &* aRow])
        sum[unchecked: row] = multiplyAdd(sum[unchecked: row], value, vector)
      }
      column += aStep
    }
    if accumulate {
      for row in 0..<rows {
        let place = target + row &* stride
        store(load(place) + sum[unchecked: row], place)
      }
    } else {
      for row in 0..<rows { store(sum[unchecked: row], target + row &* stride) }
    }
  }
}
