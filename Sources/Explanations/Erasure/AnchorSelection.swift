import Images

/// Which pixels of a map count as its top.
package struct AnchorSelection: Sendable, Equatable, CustomStringConvertible {
  /// How a fraction of a pixel is rounded: 5 % of 1024 pixels are 51.2.
  package enum Rounding: String, Sendable, CaseIterable {
    /// 51, at most the fraction asked for. The default.
    case down
    /// 52, as selecting above the 95th percentile does.
    case up
  }

  /// Of all pixels, 0...1; nil where a number of pixels is given.
  package let fraction: Double?
  package let rounding: Rounding
  private let fixedCount: Int

  /// - Throws: when the fraction is not in 0...1.
  package init(fraction: Double, rounding: Rounding = .down) throws(ExplanationError) {
    guard (0...1).contains(fraction) else { throw .fraction(fraction) }
    self.fraction = fraction
    self.rounding = rounding
    fixedCount = 0
  }

  /// A fixed number of pixels, or all where there are fewer.
  ///
  /// - Throws: for a negative number.
  package init(count: Int) throws(ExplanationError) {
    try ExplanationError.check("count", count, in: 0...Int(UInt32.max))
    fraction = nil
    rounding = .down
    fixedCount = count
  }

  /// As shown in results: `5.0 %` or `51 pixels`.
  package var description: String {
    fraction.map { "\(($0 * 1e6).rounded() / 1e4) %" } ?? "\(fixedCount) pixels"
  }

  /// How many of `pixels` are selected.
  package func count(of pixels: Int) -> Int {
    guard let fraction else { return min(fixedCount, pixels) }
    return PixelShare.count(fraction, of: pixels, rounding: rounding == .down ? .down : .up)
  }

  /// The places of the largest values, largest first; of equal ones the first in row-major order.
  ///
  /// A pixel that is NaN is never selected, even if that leaves fewer than asked for.
  package func anchors(of map: ArraySlice<Float>) -> [Int] {
    Array(Self.ranking(of: map).prefix(count(of: map.count)))
  }

  /// The places of all values but NaN, in that order.
  package static func ranking(of map: ArraySlice<Float>) -> [Int] {
    var keys = [UInt64]()
    keys.reserveCapacity(map.count)
    for (place, value) in map.enumerated() {
      if let key = key(of: value, at: place) { keys.append(key) }
    }
    return sortedByUpperHalf(keys).map { Int(UInt32(truncatingIfNeeded: $0)) }
  }

  /// A whole number whose upper half is smaller the larger the value, and whose lower half is the
  /// place. Nil for NaN.
  private static func key(of value: Float, at place: Int) -> UInt64? {
    guard !value.isNaN, let place = UInt32(exactly: place) else { return nil }
    // -0 and 0 are equal values with different bits.
    let bits = (value == 0 ? 0 : value).bitPattern
    // Floats order like their bits, once the bits of negative ones are turned round.
    let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(~ordered) << 32 | UInt64(place)
  }

  /// Byte by byte from the lowest, each pass stable: so equal values keep the order of their
  /// places. Not by comparing, as maps are ranked twice for every image that is erased.
  private static func sortedByUpperHalf(_ keys: [UInt64]) -> [UInt64] {
    var (keys, sorted) = (keys, keys)
    for shift in stride(from: UInt64(32), to: 64, by: 8) {
      var starts = [Int](repeating: 0, count: 256)
      for key in keys { starts[Int(key >> shift & 0xFF)] += 1 }
      var end = 0
      for byte in starts.indices {
        (starts[byte], end) = (end, end + starts[byte])
      }
      for key in keys {
        let byte = Int(key >> shift & 0xFF)
        sorted[starts[byte]] = key
        starts[byte] += 1
      }
      swap(&keys, &sorted)
    }
    return keys
  }
}
