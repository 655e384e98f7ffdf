/// Cochran's Q: whether several shares differ that were observed on the same things; McNemar's
/// asymptotic test for more than two.
package struct CochranTest: Sendable, Equatable, Encodable {
  package let statistic: Double
  package let degreesOfFreedom: Int
  package let pValue: Double

  /// - Parameters:
  ///   - totals: for each treatment (model), how many things have it (are wrong).
  ///   - rowTotals: how many things have it under 0, 1, …, k of the k treatments; k + 1 numbers.
  /// - Throws: `NotDefined` for fewer than two treatments, and where the treatments agree on
  ///   everything.
  package init(totals: [Int], rowTotals: [Int]) throws(NotDefined) {
    let treatments = totals.count
    precondition(rowTotals.count == treatments + 1)
    guard treatments > 1 else { throw NotDefined("there is nothing to compare with") }
    let k = Double(treatments)
    let mean = Double(totals.reduce(0, +)) / k
    // k (k - 1) Σ (Gⱼ - Ḡ)² / Σ Lᵢ (k - Lᵢ): the usual form, before the squares are multiplied out.
    let above = totals.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let below = rowTotals.enumerated().reduce(0.0) { sum, row in
      sum + Double(row.element) * Double(row.offset) * Double(treatments - row.offset)
    }
    guard below > 0 else { throw NotDefined("all agree on everything") }
    statistic = k * (k - 1) * above / below
    degreesOfFreedom = treatments - 1
    pValue = ChiSquaredDistribution(degreesOfFreedom: degreesOfFreedom).upperTail(statistic)
  }
}
