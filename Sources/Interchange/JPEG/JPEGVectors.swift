// Eight numbers at a time. The conversions name their lanes one by one, which compilers turn into
// single instructions on every processor; the standard library's conversions become calls.

typealias EightNarrow = SIMD8<Int16>
typealias EightWide = SIMD8<Int32>

extension SIMD8<Int16> {
  /// Eight samples.
  @inline(__always)
  init(samples: UnsafePointer<UInt8>) {
    let bytes = UnsafeRawPointer(samples).loadUnaligned(as: SIMD8<UInt8>.self)
    self.init(
      Int16(bytes[0]), Int16(bytes[1]), Int16(bytes[2]), Int16(bytes[3]), Int16(bytes[4]),
      Int16(bytes[5]), Int16(bytes[6]), Int16(bytes[7]))
  }

  /// The high halves.
  @inline(__always)
  init(highHalvesOf wide: SIMD8<Int32>) {
    let high = wide &>> .init(repeating: 16)
    @inline(__always) func lane(_ index: Int) -> Int16 { Int16(truncatingIfNeeded: high[index]) }
    self.init(lane(0), lane(1), lane(2), lane(3), lane(4), lane(5), lane(6), lane(7))
  }

  @inline(__always)
  var wide: SIMD8<Int32> {
    .init(
      Int32(self[0]), Int32(self[1]), Int32(self[2]), Int32(self[3]), Int32(self[4]),
      Int32(self[5]), Int32(self[6]), Int32(self[7]))
  }

  /// The numbers of both in turn.
  @inline(__always)
  func interleaved(_ other: SIMD8<Int16>) -> (SIMD8<Int16>, SIMD8<Int16>) {
    (
      .init(self[0], other[0], self[1], other[1], self[2], other[2], self[3], other[3]),
      .init(self[4], other[4], self[5], other[5], self[6], other[6], self[7], other[7])
    )
  }

  /// Those below 0 as 0, those above 255 as 255; none may be below -32512.
  ///
  /// A shift by fifteen makes all bits the sign's.
  @inline(__always)
  var clampedToBytes: SIMD8<Int16> {
    let (signs, most) = (SIMD8<Int16>(repeating: 15), SIMD8<Int16>(repeating: 255))
    let positive = self & ~(self &>> signs)
    return (positive | (most &- positive) &>> signs) & most
  }

  /// The low bytes.
  @inline(__always)
  var bytes: SIMD8<UInt8> {
    @inline(__always) func lane(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: self[index]) }
    return .init(lane(0), lane(1), lane(2), lane(3), lane(4), lane(5), lane(6), lane(7))
  }
}
