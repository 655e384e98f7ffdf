/// A weighted ridge regression on binary terms; the constant is not penalised.
///
/// Minimises Σ w (y - c - x·β)² + strength · |β|² (Hoerl & Kennard 1970).
package struct WeightedRidge: Sendable {
  package let coefficients: [Double]
  package let constant: Double
  /// The weighted share of the variance that the model explains, at most 1; 0 for constant values.
  package let fit: Double

  /// Values that differ by no more than this share of the largest are one value: four units in the
  /// last place of a `Float`, which is what a classifier gives. Their differences are rounding, and
  /// a model of them would be a map of nothing.
  static let rounding = 0x1p-22

  /// Where the values differ by no more than rounding, all coefficients are zero.
  ///
  /// - Parameters:
  ///   - rows: which terms hold, samples x terms.
  ///   - values: one per row.
  ///   - weights: one per row, none negative, not all zero.
  ///   - strength: above zero, so that there is always one solution.
  package init(rows: [[Bool]], values: [Double], weights: [Double], strength: Double) {
    let terms = rows.first?.count ?? 0
    let total = weights.reduce(0, +)
    let least = values.min() ?? 0
    let most = values.max() ?? 0
    guard most - least > Self.rounding * max(abs(least), abs(most)) else {
      coefficients = [Double](repeating: 0, count: terms)
      constant = least
      fit = 0
      return
    }
    var means = [Double](repeating: 0, count: terms)
    var mean = 0.0
    for (row, (value, weight)) in zip(rows, zip(values, weights)) {
      mean += weight * value / total
      for term in 0..<terms where row[term] { means[term] += weight / total }
    }
    // Both sides less their means: the constant then drops out of the equations.
    var matrix = [Double](repeating: 0, count: terms * terms)
    var side = means.map { _ in 0.0 }
    for (row, (value, weight)) in zip(rows, zip(values, weights)) {
      let centered = (0..<terms).map { (row[$0] ? 1 : 0) - means[$0] }
      for first in 0..<terms {
        side[first] += weight * centered[first] * (value - mean)
        let factor = weight * centered[first]
        for second in 0...first { matrix[first * terms + second] += factor * centered[second] }
      }
    }
    for term in 0..<terms { matrix[term * terms + term] += strength }
    let solution = Self.solve(&matrix, side)
    coefficients = solution
    let constant = mean - zip(means, solution).reduce(0) { $0 + $1.0 * $1.1 }
    self.constant = constant
    var (left, all) = (0.0, 0.0)
    for (row, (value, weight)) in zip(rows, zip(values, weights)) {
      let estimate = zip(row, solution).reduce(constant) { $1.0 ? $0 + $1.1 : $0 }
      left += weight * (value - estimate) * (value - estimate)
      all += weight * (value - mean) * (value - mean)
    }
    fit = all > 0 ? 1 - left / all : 0
  }

  /// Cholesky's method; `matrix` is symmetric, positive, and only its lower half is read.
  private static func solve(_ matrix: inout [Double], _ side: [Double]) -> [Double] {
    let count = side.count
    var x = side
    for row in 0..<count {
      for column in 0...row {
        var sum = matrix[row * count + column]
        for k in 0..<column { sum -= matrix[row * count + k] * matrix[column * count + k] }
        matrix[row * count + column] =
          row == column ? sum.squareRoot() : sum / matrix[column * count + column]
      }
      for k in 0..<row { x[row] -= matrix[row * count + k] * x[k] }
      x[row] /= matrix[row * count + row]
    }
    for row in (0..<count).reversed() {
      for k in row + 1..<max(count, row + 1) { x[row] -= matrix[k * count + row] * x[k] }
      x[row] /= matrix[row * count + row]
    }
    return x
  }
}
