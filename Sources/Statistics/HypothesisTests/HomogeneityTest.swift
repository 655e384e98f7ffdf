import Foundation

/// Whether the rows of a table of counts have the same mix of columns: Pearson's chi-squared test
/// and the likelihood-ratio (G) test, without continuity correction.
///
/// The counted things must be different ones: a thing counted in two columns (an image that two
/// models get wrong) breaks the independence that the p-values assume.
package struct HomogeneityTest: Sendable, Equatable, Encodable {
  /// Pearson's X², Σ (O - E)² / E.
  package let chiSquared: Double
  /// The likelihood ratio, 2 Σ O log(O / E).
  package let likelihoodRatio: Double
  /// (rows - 1)(columns - 1), of the rows and columns that are not all zero.
  package let degreesOfFreedom: Int
  package let chiSquaredP: Double
  package let likelihoodRatioP: Double
  /// √(X² / (total · min(rows - 1, columns - 1))): 0 for equal mixes to 1.
  package let cramersV: Double
  /// The smallest expected count; below 5 the p-values are rough.
  package let minimumExpected: Double
  package let total: Double
  /// Rows and columns that hold nothing and were left out.
  package let emptyRows: [Int]
  package let emptyColumns: [Int]

  /// - Parameter counts: rows x columns, none negative.
  /// - Throws: `NotDefined` where fewer than two rows or two columns hold anything.
  package init(counts: [[Int]]) throws(NotDefined) {
    try self.init(values: counts.map { $0.map(Double.init) })
  }

  /// The same arithmetic on numbers that are no counts, which only serves to show what it gives:
  /// X² goes with the scale of its input, so rates and percentages give any p-value one likes.
  package init(values: [[Double]]) throws(NotDefined) {
    let columnCount = values.first?.count ?? 0
    precondition(values.allSatisfy { $0.count == columnCount && $0.allSatisfy { $0 >= 0 } })
    let rowSums = values.map { $0.reduce(0, +) }
    let columnSums = (0..<columnCount).map { column in values.reduce(0) { $0 + $1[column] } }
    let rows = rowSums.indices.filter { rowSums[$0] > 0 }
    let columns = columnSums.indices.filter { columnSums[$0] > 0 }
    guard rows.count > 1 else {
      throw NotDefined("\(rows.isEmpty ? "no row" : "only one row") holds anything")
    }
    guard columns.count > 1 else { throw NotDefined("only one column holds anything") }
    total = rowSums.reduce(0, +)
    emptyRows = rowSums.indices.filter { rowSums[$0] == 0 }
    emptyColumns = columnSums.indices.filter { columnSums[$0] == 0 }
    degreesOfFreedom = (rows.count - 1) * (columns.count - 1)
    var (chiSquared, deviance, minimum) = (0.0, 0.0, Double.infinity)
    for row in rows {
      for column in columns {
        let expected = rowSums[row] * columnSums[column] / total
        // The difference from the product, which is exact for counts, and not from the quotient.
        let excess =
          (values[row][column] * total - rowSums[row] * columnSums[column]) / total
        chiSquared += excess * excess / expected
        // Each term is positive: nothing cancels, as it would in Σ O log(O / E).
        deviance += Deviance.of(
          values[row][column], mean: expected, difference: -excess)
        minimum = min(minimum, expected)
      }
    }
    self.chiSquared = chiSquared
    likelihoodRatio = 2 * deviance
    let distribution = ChiSquaredDistribution(degreesOfFreedom: degreesOfFreedom)
    chiSquaredP = distribution.upperTail(chiSquared)
    likelihoodRatioP = distribution.upperTail(2 * deviance)
    let side = Double(min(rows.count, columns.count) - 1)
    cramersV = min(1, (chiSquared / (total * side)).squareRoot())
    minimumExpected = minimum
  }
}
