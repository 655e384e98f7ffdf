/// One direction of resizing: which pixels make each new one, and with what weights.
///
/// The arithmetic is that of Pillow for pictures of bytes: weights in double precision, made to sum
/// to one and rounded to 22 binary places, and sums that are rounded to bytes and cut off at 0 and
/// 255.
struct ResizeAxis: Sendable {
  static let weightBits: Int32 = 22
  /// Bits of the low part of a weight.
  static let lowBits: Int32 = 11

  /// By new pixel: the first old one that counts.
  private(set) var starts: [Int] = []
  /// By new pixel: how many count.
  private(set) var counts: [Int] = []
  /// The weights of each new pixel, with space for `pairsPerPixel` times two: the high parts of one
  /// and the next, and the low parts of both.
  private(set) var weightPairs: [SIMD4<Int16>] = []
  let pairsPerPixel: Int

  /// - Parameters:
  ///   - size: pixels before.
  ///   - newSize: pixels afterwards.
  ///   - range: those of the new ones that are wanted.
  init(from size: Int, to newSize: Int, range: Range<Int>, filter: ResizeFilter) {
    precondition(size > 0 && newSize > 0 && range.lowerBound >= 0 && range.upperBound <= newSize)
    let scale = Double(size) / Double(newSize)
    let filterScale = max(scale, 1)
    let support = filter.support * filterScale
    pairsPerPixel = Int(support.rounded(.up)) + 1
    weightPairs = [SIMD4<Int16>](repeating: [0, 0, 0, 0], count: range.count * pairsPerPixel)
    for (place, pixel) in range.enumerated() {
      let centre = (Double(pixel) + 0.5) * scale
      let start = max(Int(centre - support + 0.5), 0)
      let count = min(Int(centre + support + 0.5), size) - start
      var exact = (0..<count).map {
        filter.weight((Double($0 + start) - centre + 0.5) * (1 / filterScale))
      }
      let sum = exact.reduce(0, +)
      if sum != 0 { exact = exact.map { $0 / sum } }
      for (index, weight) in exact.enumerated() {
        let scaled = weight * Double(1 << Self.weightBits)
        let whole = Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
        let (pair, member) = (place * pairsPerPixel + index / 2, index % 2)
        weightPairs[pair][member] = Int16(whole >> Self.lowBits)
        weightPairs[pair][2 + member] = Int16(whole & (1 << Self.lowBits - 1))
      }
      starts.append(start)
      counts.append(count)
    }
  }

  /// The old pixels that the new ones are made of.
  var needed: Range<Int> {
    guard let first = starts.first, let last = starts.last, let count = counts.last else {
      return 0..<0
    }
    return first..<last + count
  }

  /// The nearest old pixel of each new one.
  ///
  /// Places are added up as Pillow does, so that they round as its do.
  static func nearest(from size: Int, to newSize: Int, range: Range<Int>) -> [Int] {
    let scale = Double(size) / Double(newSize)
    var place = scale * 0.5
    return (0..<range.upperBound).map { _ in
      defer { place += scale }
      return min(Int(place), size - 1)
    }.suffix(range.count)
  }
}
