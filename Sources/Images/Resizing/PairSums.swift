#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

/// Four weighted sums of bytes, to which two products are added at a time.
///
/// The weights come in a high and a low part, so that factors fit in 16 bits.
struct PairSums {
  private var high = SIMD4<Int32>()
  private var low = SIMD4<Int32>()

  /// Adds weighted bytes, the lowest of both to the first sum.
  ///
  /// - Parameter weights: of the first and the second bytes, as `ResizeAxis.weightPairs` has them.
  @inline(__always)
  mutating func add(_ first: UInt32, _ second: UInt32, _ weights: SIMD4<Int16>) {
    let bytes = Self.pairs(first, second)
    let parts = unsafeBitCast(weights, to: SIMD2<Int32>.self)
    @inline(__always) func everywhere(_ part: Int32) -> SIMD8<Int16> {
      unsafeBitCast(SIMD4<Int32>(repeating: part), to: SIMD8<Int16>.self)
    }
    high &+= Self.products(bytes, everywhere(parts[0]))
    low &+= Self.products(bytes, everywhere(parts[1]))
  }

  /// The sums without the weights' binary places, rounded and cut off at 0 and 255: four bytes, the
  /// first the lowest.
  @inline(__always)
  var bytes: UInt32 {
    let half = SIMD4<Int32>(repeating: 1 &<< (ResizeAxis.weightBits &- 1))
    let sum = high &<< SIMD4(repeating: ResizeAxis.lowBits) &+ low &+ half
    let whole = sum &>> SIMD4(repeating: ResizeAxis.weightBits)
    #if arch(x86_64)
      let numbers = unsafeBitCast(whole, to: SIMD2<Int64>.self)
      let narrow = _mm_packs_epi32(numbers, numbers)
      return unsafeBitCast(_mm_packus_epi16(narrow, narrow), to: SIMD4<UInt32>.self)[0]
    #else
      @inline(__always) func byte(_ place: Int) -> UInt32 {
        UInt32(max(min(whole[place], 255), 0)) &<< UInt32(8 &* place)
      }
      return byte(0) | byte(1) | byte(2) | byte(3)
    #endif
  }

  /// The bytes of both in turn.
  @inline(__always)
  private static func pairs(_ first: UInt32, _ second: UInt32) -> SIMD8<Int16> {
    #if arch(x86_64)
      // Compilers load the bytes one by one where this is written without intrinsics.
      func lowest(_ bytes: UInt32) -> SIMD2<Int64> { [Int64(bytes), 0] }
      let both = _mm_unpacklo_epi8(lowest(first), lowest(second))
      return unsafeBitCast(_mm_unpacklo_epi8(both, SIMD2()), to: SIMD8<Int16>.self)
    #else
      let (a, b) = (
        unsafeBitCast(first.littleEndian, to: SIMD4<UInt8>.self),
        unsafeBitCast(second.littleEndian, to: SIMD4<UInt8>.self)
      )
      return .init(
        Int16(a[0]), Int16(b[0]), Int16(a[1]), Int16(b[1]), Int16(a[2]), Int16(b[2]), Int16(a[3]),
        Int16(b[3]))
    #endif
  }

  /// Products of numbers in the same place, summed by neighbours.
  @inline(__always)
  private static func products(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD4<Int32> {
    #if arch(x86_64)
      unsafeBitCast(
        _mm_madd_epi16(
          unsafeBitCast(a, to: SIMD2<Int64>.self), unsafeBitCast(b, to: SIMD2<Int64>.self)),
        to: SIMD4<Int32>.self)
    #else
      @inline(__always) func product(_ place: Int) -> Int32 { Int32(a[place]) &* Int32(b[place]) }
      return .init(
        product(0) &+ product(1), product(2) &+ product(3), product(4) &+ product(5),
        product(6) &+ product(7))
    #endif
  }
}
