/// The inner loops of resizing: weighted sums of bytes, rounded and cut off at 0 and 255.
///
/// Two pixels at a time, with the high and the low part of their weights: products of 16 bits,
/// which every processor sums in pairs. Sums wrap; the whole, which fits, is right all the same.
enum ResizeLoops {
  /// A row of pixels of three bytes in its new width.
  ///
  /// - Parameters:
  ///   - first: the column that `old` begins with.
  ///   - readable: bytes from `old` to the end of the picture, at least the row's.
  static func row(
    _ old: UnsafePointer<UInt8>, first: Int, readable: Int,
    to new: UnsafeMutablePointer<UInt8>, _ axis: ResizeAxis
  ) {
    axis.starts.withUnsafeBufferPointer { starts in
      axis.counts.withUnsafeBufferPointer { counts in
        axis.weightPairs.withUnsafeBufferPointer { weights in
          for place in 0..<starts.count {
            let start = 3 &* (starts[place] &- first)
            let pairs = (counts[place] &+ 1) &>> 1
            let weights = weights.baseAddress! + place &* axis.pairsPerPixel
            // The last byte that is read is the second behind the last pair.
            let bytes =
              start &+ 6 &* pairs &+ 1 <= readable
              ? pixel(old + start, pairs, weights)
              : lastPixel(old + start, readable: readable &- start, pairs, weights)
            UnsafeMutableRawPointer(new + 3 &* place).storeBytes(
              of: UInt16(truncatingIfNeeded: bytes), as: UInt16.self)
            new[3 &* place &+ 2] = UInt8(truncatingIfNeeded: bytes &>> 16)
          }
        }
      }
    }
  }

  @inline(__always)
  private static func pixel(
    _ old: UnsafePointer<UInt8>, _ pairs: Int, _ weights: UnsafePointer<SIMD4<Int16>>
  ) -> UInt32 {
    var sums = PairSums()
    for pair in 0..<pairs {
      let bytes = UnsafeRawPointer(old + 6 &* pair)
      sums.add(
        bytes.loadUnaligned(as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: 3, as: UInt32.self), weights[pair])
    }
    return sums.bytes
  }

  /// The same at the end of a picture, behind which zeros are read.
  @inline(never)
  private static func lastPixel(
    _ old: UnsafePointer<UInt8>, readable: Int, _ pairs: Int,
    _ weights: UnsafePointer<SIMD4<Int16>>
  ) -> UInt32 {
    var sums = PairSums()
    for pair in 0..<pairs {
      let bytes = lastBytes(old + 6 &* pair, count: readable &- 6 &* pair)
      sums.add(
        UInt32(truncatingIfNeeded: bytes), UInt32(truncatingIfNeeded: bytes &>> 24),
        weights[pair])
    }
    return sums.bytes
  }

  /// At the end of a picture: what is there, the first byte lowest, and zeros.
  @inline(never)
  private static func lastBytes(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    var result: UInt64 = 0
    for index in 0..<min(count, 8) { result |= UInt64(bytes[index]) &<< UInt64(8 &* index) }
    return result
  }

  /// A new row of the old ones that count for it, the first of which is `old`.
  ///
  /// - Parameters:
  ///   - rowStride: bytes from an old row to the next.
  ///   - count: bytes of the new row.
  static func column(
    _ old: UnsafePointer<UInt8>, rowStride: Int, to new: UnsafeMutablePointer<UInt8>, count: Int,
    _ axis: ResizeAxis, row: Int
  ) {
    axis.weightPairs.withUnsafeBufferPointer { weights in
      let firstPair = row &* axis.pairsPerPixel
      let rows = axis.counts[row]
      @inline(__always)
      func sums(_ bytes: (Int) -> UInt64) -> (PairSums, PairSums) {
        var (left, right) = (PairSums(), PairSums())
        for pair in 0..<(rows &+ 1) / 2 {
          // The weight of a last one without a partner is zero.
          let (upper, lower) = (bytes(2 &* pair), bytes(min(2 &* pair &+ 1, rows &- 1)))
          let weights = weights[firstPair &+ pair]
          left.add(UInt32(truncatingIfNeeded: upper), UInt32(truncatingIfNeeded: lower), weights)
          right.add(
            UInt32(truncatingIfNeeded: upper &>> 32), UInt32(truncatingIfNeeded: lower &>> 32),
            weights)
        }
        return (left, right)
      }
      var place = 0
      while place &+ 8 <= count {
        let (left, right) = sums { index in
          UnsafeRawPointer(old + (index &* rowStride &+ place))
            .loadUnaligned(as: UInt64.self)
        }
        UnsafeMutableRawPointer(new + place).storeBytes(
          of: SIMD2(left.bytes, right.bytes), as: SIMD2<UInt32>.self)
        place &+= 8
      }
      guard place < count else { return }
      let (left, right) = sums {
        lastBytes(old + ($0 &* rowStride &+ place), count: count &- place)
      }
      let last = UInt64(left.bytes) | UInt64(right.bytes) &<< 32
      for index in 0..<count &- place {
        new[place &+ index] = UInt8(truncatingIfNeeded: last &>> UInt64(8 &* index))
      }
    }
  }
}
