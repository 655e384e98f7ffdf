import Foundation

/// The chance of one of two outcomes as a logistic function of a weighted sum of numbers.
///
/// Weights minimise Σ w_i log(1 + exp(-y_i z_i)) + penalty / 2 · Σ b_j², y = ±1; the constant is
/// not penalised. The penalty makes the minimum the only one, and finite for groups that a plane
/// separates. Found by Newton's method, which for this model is iteratively reweighted least
/// squares (Hastie, Tibshirani & Friedman 2009, section 4.4.1), with shorter steps where a whole
/// one would climb.
package struct LogisticRegression: Sendable, Equatable, Codable {
  package let constant: Double
  /// One per number of a row.
  package let weights: [Double]

  /// - Parameters:
  ///   - rows: of equal length, at least one number each.
  ///   - outcomes: one per row.
  ///   - rowWeights: one per row, above zero; nil for ones.
  ///   - penalty: above zero.
  /// - Throws: `NotDefined` unless both outcomes occur and all numbers are finite.
  package init(
    _ rows: [[Double]], outcomes: [Bool], rowWeights: [Double]? = nil, penalty: Double = 1
  ) throws(NotDefined) {
    precondition(rows.count == outcomes.count && penalty > 0)
    guard outcomes.contains(true), outcomes.contains(false) else {
      throw NotDefined("all outcomes are the same")
    }
    guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw NotDefined("a number is not finite")
    }
    let problem = PenalizedLogisticLoss(
      // The constant is the weight of a number that is always 1.
      rows: rows.map { [1] + $0 }, outcomes: outcomes,
      rowWeights: rowWeights ?? [Double](repeating: 1, count: rows.count), penalty: penalty)
    let solution = try problem.minimum()
    constant = solution[0]
    weights = Array(solution.dropFirst())
  }

  /// - Parameter row: as long as those that were fitted.
  package func probability(_ row: [Double]) -> Double {
    precondition(row.count == weights.count)
    return Self.logistic(zip(row, weights).reduce(constant) { $0 + $1.0 * $1.1 })
  }

  /// 1 / (1 + exp(-sum)), without overflow.
  package static func logistic(_ sum: Double) -> Double {
    sum >= 0 ? 1 / (1 + exp(-sum)) : exp(sum) / (1 + exp(sum))
  }
}

/// What the regression minimises.
private struct PenalizedLogisticLoss {
  /// With a 1 in front.
  let rows: [[Double]]
  let outcomes: [Bool]
  let rowWeights: [Double]
  let penalty: Double

  private static let mostSteps = 200

  func minimum() throws(NotDefined) -> [Double] {
    var weights = [Double](repeating: 0, count: rows[0].count)
    var loss = value(weights)
    for _ in 0..<Self.mostSteps {
      let (gradient, curvature) = derivatives(weights)
      guard let step = SymmetricSystem.solution(curvature, gradient) else {
        throw NotDefined("the numbers of the rows depend on each other")
      }
      var share = 1.0
      var next = weights
      var nextLoss = Double.infinity
      while share > 1e-10 {
        next = zip(weights, step).map { $0 - share * $1 }
        nextLoss = value(next)
        if nextLoss <= loss { break }
        share /= 2
      }
      guard nextLoss <= loss else { return weights }
      (weights, loss) = (next, nextLoss)
      if step.allSatisfy({ $0.magnitude < 1e-12 }) { break }
    }
    return weights
  }

  private func sum(_ row: [Double], _ weights: [Double]) -> Double {
    zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func value(_ weights: [Double]) -> Double {
    var total = penalty / 2 * weights.dropFirst().reduce(0) { $0 + $1 * $1 }
    for (place, row) in rows.enumerated() {
      let margin = (outcomes[place] ? 1 : -1) * sum(row, weights)
      total += rowWeights[place] * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
    }
    return total
  }

  private func derivatives(_ weights: [Double]) -> (gradient: [Double], curvature: [[Double]]) {
    let count = weights.count
    var gradient = [0] + weights.dropFirst().map { penalty * $0 }
    var curvature = (0..<count).map { row in
      (0..<count).map { $0 == row && row > 0 ? penalty : 0 }
    }
    for (place, row) in rows.enumerated() {
      let chance = LogisticRegression.logistic(sum(row, weights))
      let slope = rowWeights[place] * (chance - (outcomes[place] ? 1 : 0))
      let bend = rowWeights[place] * chance * (1 - chance)
      for first in 0..<count {
        gradient[first] += slope * row[first]
        for second in 0...first { curvature[first][second] += bend * row[first] * row[second] }
      }
    }
    for first in 0..<count {
      for second in 0..<first { curvature[second][first] = curvature[first][second] }
    }
    return (gradient, curvature)
  }
}

/// Linear equations with a positive definite matrix.
enum SymmetricSystem {
  /// By Cholesky's factors; nil where the matrix is not positive definite.
  static func solution(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let count = right.count
    var factor = matrix
    for row in 0..<count {
      for column in 0...row {
        var sum = matrix[row][column]
        for k in 0..<column { sum -= factor[row][k] * factor[column][k] }
        if row == column {
          guard sum > 0 else { return nil }
          factor[row][row] = sum.squareRoot()
        } else {
          factor[row][column] = sum / factor[column][column]
        }
      }
    }
    var solution = right
    for row in 0..<count {
      for k in 0..<row { solution[row] -= factor[row][k] * solution[k] }
      solution[row] /= factor[row][row]
    }
    for row in (0..<count).reversed() {
      for k in row + 1..<max(count, row + 1) { solution[row] -= factor[k][row] * solution[k] }
      solution[row] /= factor[row][row]
    }
    return solution
  }
}
