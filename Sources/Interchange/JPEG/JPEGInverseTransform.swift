/// The inverse discrete cosine transform of 8 x 8 coefficients in integers.
///
/// Loeffler, Ligtenberg and Moschytz (ICASSP 1989): eleven multiplications for eight numbers, here
/// with constants of 13 bits, and two bits kept between the passes, which is what libjpeg's accurate
/// method computes. Sums that are wider than their type wrap, as processors' vectors do; no picture
/// that a camera or an encoder made has any.
enum JPEGInverseTransform {
  private typealias Narrow = EightNarrow
  private typealias Wide = EightWide

  /// Eight rows of eight numbers.
  private struct Rows {
    var (r0, r1, r2, r3): (Narrow, Narrow, Narrow, Narrow)
    var (r4, r5, r6, r7): (Narrow, Narrow, Narrow, Narrow)
  }

  private static let constantBits: Int32 = 13
  private static let keptBits: Int32 = 2

  /// Writes the samples of a block, 0...255.
  ///
  /// - Parameters:
  ///   - coefficients: 64, row by row, aligned for vectors of eight.
  ///   - steps: the quantisation's steps, in the same order.
  ///   - rowStride: numbers from a row of samples to the next.
  @inline(__always)
  static func transform(
    _ coefficients: UnsafePointer<Int16>, steps: UnsafePointer<Int16>,
    to samples: UnsafeMutablePointer<UInt8>, rowStride: Int
  ) {
    @inline(__always) func row(_ index: Int) -> Narrow {
      load(coefficients + 8 * index) &* load(steps + 8 * index)
    }
    var rows = Rows(
      r0: row(0), r1: row(1), r2: row(2), r3: row(3), r4: row(4), r5: row(5), r6: row(6),
      r7: row(7))
    pass(&rows, shift: constantBits - keptBits)
    transpose(&rows)
    pass(&rows, shift: constantBits + keptBits + 3)
    transpose(&rows)
    @inline(__always) func store(_ values: Narrow, _ index: Int) {
      let centred = (values &+ Narrow(repeating: 128)).clampedToBytes
      UnsafeMutableRawPointer(samples + index &* rowStride).storeBytes(
        of: centred.bytes, as: SIMD8<UInt8>.self)
    }
    store(rows.r0, 0)
    store(rows.r1, 1)
    store(rows.r2, 2)
    store(rows.r3, 3)
    store(rows.r4, 4)
    store(rows.r5, 5)
    store(rows.r6, 6)
    store(rows.r7, 7)
  }

  /// The same for a block of which all but the first coefficient are zero: one grey.
  @inline(__always)
  static func fill(
    _ first: Int16, step: Int16, to samples: UnsafeMutablePointer<UInt8>, rowStride: Int
  ) {
    let value = (Int32(first &* step) + 4) >> 3
    let sample = UInt8(max(min(value, 127), -128) + 128)
    for row in 0..<8 {
      UnsafeMutableRawPointer(samples + row * rowStride).storeBytes(
        of: SIMD8<UInt8>(repeating: sample), as: SIMD8<UInt8>.self)
    }
  }

  @inline(__always)
  private static func load(_ values: UnsafePointer<Int16>) -> Narrow {
    UnsafeRawPointer(values).loadUnaligned(as: Narrow.self)
  }

  /// a x m + b x n, where both fit in sixteen bits before.
  @inline(__always)
  private static func sum(_ a: Narrow, _ m: Int32, _ b: Narrow, _ n: Int32) -> Wide {
    a.wide &* Wide(repeating: m) &+ b.wide &* Wide(repeating: n)
  }

  /// One-dimensional transforms of the eight columns, side by side.
  @inline(__always)
  private static func pass(_ rows: inout Rows, shift: Int32) {
    // The even rows: a rotation of rows 2 and 6, sums and differences of 0 and 4.
    let low = sum(rows.r2, 4433, rows.r6, 4433 - 15137)
    let high = sum(rows.r2, 4433 + 6270, rows.r6, 4433)
    let total = (rows.r0 &+ rows.r4).wide &<< Wide(repeating: constantBits)
    let difference = (rows.r0 &- rows.r4).wide &<< Wide(repeating: constantBits)
    let (even0, even3) = (total &+ high, total &- high)
    let (even1, even2) = (difference &+ low, difference &- low)
    // The odd rows.
    let (sum73, sum51) = (rows.r7 &+ rows.r3, rows.r5 &+ rows.r1)
    let z3 = sum(sum73, 9633 - 16069, sum51, 9633)
    let z4 = sum(sum73, 9633, sum51, 9633 - 3196)
    let odd0 = sum(rows.r7, 2446 - 7373, rows.r1, -7373) &+ z3
    let odd1 = sum(rows.r5, 16819 - 20995, rows.r3, -20995) &+ z4
    let odd2 = sum(rows.r5, -20995, rows.r3, 25172 - 20995) &+ z3
    let odd3 = sum(rows.r7, -7373, rows.r1, 12299 - 7373) &+ z4
    let half = Wide(repeating: 1 &<< (shift &- 1))
    // A shift by sixteen is a choice of halves.
    let before = Wide(repeating: max(16 &- shift, 0))
    let after = Narrow(repeating: Int16(max(shift &- 16, 0)))
    @inline(__always) func descale(_ values: Wide) -> Narrow {
      Narrow(highHalvesOf: (values &+ half) &<< before) &>> after
    }
    rows.r0 = descale(even0 &+ odd3)
    rows.r7 = descale(even0 &- odd3)
    rows.r1 = descale(even1 &+ odd2)
    rows.r6 = descale(even1 &- odd2)
    rows.r2 = descale(even2 &+ odd1)
    rows.r5 = descale(even2 &- odd1)
    rows.r3 = descale(even3 &+ odd0)
    rows.r4 = descale(even3 &- odd0)
  }

  /// Rows become columns, in three rounds that take the halves of two rows in turn.
  @inline(__always)
  private static func transpose(_ rows: inout Rows) {
    for _ in 0..<3 {
      let old = rows
      (rows.r0, rows.r1) = old.r0.interleaved(old.r4)
      (rows.r2, rows.r3) = old.r1.interleaved(old.r5)
      (rows.r4, rows.r5) = old.r2.interleaved(old.r6)
      (rows.r6, rows.r7) = old.r3.interleaved(old.r7)
    }
  }
}
