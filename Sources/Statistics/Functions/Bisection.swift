/// Roots by halving, for functions of which nothing is known but that they are monotone.
enum Bisection {
  /// The number in 0... at which `isBelow` turns from true to false.
  ///
  /// Halves the ordered set of floating-point numbers rather than the line, so 64 steps reach the
  /// last digit of a root of any size.
  /// - Parameter limit: a number at which `isBelow` is false.
  static func positive(below limit: Double, _ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (UInt64(0), limit.bitPattern)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if isBelow(Double(bitPattern: middle)) { low = middle } else { high = middle }
    }
    return Double(bitPattern: high)
  }

  /// The same anywhere between two numbers, to the last digit that matters beside both.
  static func between(_ low: Double, _ high: Double, _ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }
}
