/// P-values of several tests, adjusted so that they can be read as if each stood alone.
package enum MultipleTests {
  /// Holm's step-down adjustment: keeps the chance of any false rejection below the level, whatever
  /// the dependence of the tests.
  ///
  /// S. Holm (1979), "A simple sequentially rejective multiple test procedure".
  /// - Returns: adjusted p-values in the order of the given ones, at most 1.
  package static func holm(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var highest = 0.0
    for (rank, index) in ascending(pValues).enumerated() {
      highest = max(highest, min(1, pValues[index] * Double(pValues.count - rank)))
      adjusted[index] = highest
    }
    return adjusted
  }

  /// Benjamini and Hochberg's step-up adjustment: keeps the expected share of false rejections
  /// among the rejections below the level, for tests that are independent or positively dependent.
  package static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var lowest = 1.0
    for (rank, index) in ascending(pValues).enumerated().reversed() {
      lowest = min(lowest, pValues[index] * Double(pValues.count) / Double(rank + 1))
      adjusted[index] = lowest
    }
    return adjusted
  }

  private static func ascending(_ pValues: [Double]) -> [Int] {
    pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  }
}
