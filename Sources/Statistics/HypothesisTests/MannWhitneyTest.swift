/// The rank-sum test of Mann and Whitney: whether values of one group tend to be larger than those
/// of another.
package struct MannWhitneyTest: Sendable, Equatable, Codable {
  package enum Method: String, Sendable, Codable {
    /// All arrangements of the ranks.
    case exact
    /// The normal distribution, corrected for ties and continuity.
    case asymptotic
  }

  /// U of the first group: pairs in which its value is the larger, ties counting half.
  package let statistic: Double
  /// U / (n₁ n₂): how likely a value of the first group is the larger, ties counting half.
  package let commonLanguageEffect: Double
  package let method: Method
  /// Two-sided.
  package let pValue: Double

  /// The smaller group up to which a test without ties is exact, as in SciPy.
  private static let largestExactGroup = 8
  /// Additions above which it is not, however small the smaller group.
  private static let mostExactSteps = 300_000_000.0

  /// - Throws: `NotDefined` where a group is empty, or all values are equal.
  package init(_ first: Sample, _ second: Sample) throws(NotDefined) {
    for group in [first, second] where group.count == 0 {
      throw NotDefined("group '\(group.name)' has no values")
    }
    let (n1, n2) = (Double(first.count), Double(second.count))
    let (rankSum, tieTerm) = Self.ranks(first.values, second.values)
    let u = rankSum - n1 * (n1 + 1) / 2
    statistic = u
    commonLanguageEffect = u / (n1 * n2)
    let larger = max(u, n1 * n2 - u)
    let isExact =
      tieTerm == 0 && min(first.count, second.count) <= Self.largestExactGroup
      && n1 * n2 * (n1 * n2 - larger + 1) <= Self.mostExactSteps
    if isExact {
      method = .exact
      pValue = min(1, 2 * Self.lowerTail(Int(n1 * n2 - larger), first.count, second.count))
      return
    }
    method = .asymptotic
    let n = n1 + n2
    let variance = n1 * n2 / 12 * ((n + 1) - tieTerm / (n * (n - 1)))
    guard variance > 0 else { throw NotDefined("all values are equal") }
    pValue = min(
      1, 2 * NormalDistribution.upperTail((larger - n1 * n2 / 2 - 0.5) / variance.squareRoot()))
  }

  /// The sum of the first group's ranks among all values, equal ones sharing theirs, and Σ (t³ - t)
  /// over the groups of t equal values.
  private static func ranks(
    _ first: [Double], _ second: [Double]
  ) -> (sum: Double, tieTerm: Double) {
    let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var (sum, tieTerm, start) = (0.0, 0.0, 0)
    while start < all.count {
      var end = start
      var fromFirst = 0
      while end < all.count, all[end].0 == all[start].0 {
        if all[end].1 { fromFirst += 1 }
        end += 1
      }
      let ties = Double(end - start)
      sum += Double(fromFirst) * Double(start + 1 + end) / 2
      tieTerm += ties * (ties * ties - 1)
      start = end
    }
    return (sum, tieTerm)
  }

  /// P(U ≤ u) where every arrangement of the ranks is equally likely.
  private static func lowerTail(_ u: Int, _ first: Int, _ second: Int) -> Double {
    let (few, many) = (min(first, second), max(first, second))
    // ways[k][v]: in how many ways k of the ranks seen so far give U = v. Every step adds, so that
    // even the smallest shares stay exact.
    var ways = [[Double]](repeating: [Double](repeating: 0, count: u + 1), count: few + 1)
    ways[0][0] = 1
    for rank in 0..<few + many {
      for k in stride(from: min(few, rank + 1), to: 0, by: -1) {
        // The k-th chosen one at `rank` stands above rank - (k - 1) that were not chosen.
        let step = rank - (k - 1)
        if step > u || step > many { continue }
        for value in step...u { ways[k][value] += ways[k - 1][value - step] }
      }
    }
    let below = ways[few].reduce(0, +)
    var arrangements = 1.0
    for k in 1...few { arrangements = arrangements * Double(many + k) / Double(k) }
    return below / arrangements
  }
}
