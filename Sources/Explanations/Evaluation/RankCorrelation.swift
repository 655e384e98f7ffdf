/// Whether two maps put pixels in the same order: Spearman's rank correlation, -1...1.
package enum RankCorrelation {
  /// Nil where one of the two has all values equal, and for values that are not finite.
  ///
  /// - Precondition: as many values in both.
  package static func of(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double? {
    precondition(first.count == second.count)
    guard (first + second).allSatisfy(\.isFinite) else { return nil }
    let (a, b) = (ranks(first), ranks(second))
    let middle = Double(first.count - 1) / 2
    var (both, ofA, ofB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      both += (x - middle) * (y - middle)
      ofA += (x - middle) * (x - middle)
      ofB += (y - middle) * (y - middle)
    }
    return ofA > 0 && ofB > 0 ? both / (ofA * ofB).squareRoot() : nil
  }

  /// From 0; equal values share the mean of their ranks.
  private static func ranks(_ values: ArraySlice<Float>) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end {
        ranks[order[place] - values.startIndex] = Double(start + end) / 2
      }
      start = end + 1
    }
    return ranks
  }
}
