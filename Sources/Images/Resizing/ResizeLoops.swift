/// The inner loops of resizing: weighted sums of bytes, rounded and cut off at 0 and 255.
enum ResizeLoops {
  private static let half: Int32 = 1 << (ResizeAxis.weightBits - 1)

  @inline(__always)
  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: max(min(sum &>> ResizeAxis.weightBits, 255), 0))
  }

  /// A row of pixels of three bytes in its new width.
  ///
  /// - Parameter first: the column that `old` begins with.
  static func row(
    _ old: UnsafePointer<UInt8>, first: Int, to new: UnsafeMutablePointer<UInt8>,
    _ axis: ResizeAxis
  ) {
    axis.weights.withUnsafeBufferPointer { weights in
      for place in axis.starts.indices {
        let pixels = old + 3 &* (axis.starts[place] &- first)
        let firstWeight = place &* axis.mostWeights
        var (red, green, blue) = (half, half, half)
        for index in 0..<axis.counts[place] {
          let weight = weights[firstWeight &+ index]
          red &+= Int32(pixels[3 &* index]) &* weight
          green &+= Int32(pixels[3 &* index &+ 1]) &* weight
          blue &+= Int32(pixels[3 &* index &+ 2]) &* weight
        }
        new[3 &* place] = byte(red)
        new[3 &* place &+ 1] = byte(green)
        new[3 &* place &+ 2] = byte(blue)
      }
    }
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
    axis.weights.withUnsafeBufferPointer { weights in
      let (first, rows) = (row &* axis.mostWeights, axis.counts[row])
      let lanes = SIMD16<UInt8>.scalarCount
      var place = 0
      while place &+ lanes <= count {
        var sum = SIMD16<Int32>(repeating: half)
        for index in 0..<rows {
          let bytes = UnsafeRawPointer(old + (index &* rowStride &+ place))
            .loadUnaligned(as: SIMD16<UInt8>.self)
          sum &+= SIMD16<Int32>(truncatingIfNeeded: bytes) &* weights[first &+ index]
        }
        let rounded = (sum &>> ResizeAxis.weightBits).clamped(
          lowerBound: SIMD16(repeating: 0), upperBound: SIMD16(repeating: 255))
        UnsafeMutableRawPointer(new + place).storeBytes(
          of: SIMD16<UInt8>(truncatingIfNeeded: rounded), as: SIMD16<UInt8>.self)
        place &+= lanes
      }
      while place < count {
        var sum = half
        for index in 0..<rows {
          sum &+= Int32(old[index &* rowStride &+ place]) &* weights[first &+ index]
        }
        new[place] = byte(sum)
        place &+= 1
      }
    }
  }
}
