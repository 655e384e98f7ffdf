import Foundation

/// The chance of each of some classes as the softmax of a weighted sum of numbers that each class
/// has: the conditional logit (McFadden 1974).
///
/// Weights w and offsets b minimise Σ_n -log p_n(class of n) + penalty / 2 · (Σ (w_j - c)² + Σ b²)
/// with p_n = softmax_k (Σ_j w_j x_njk + b_k). The loss is convex and the penalty makes its minimum
/// the only one; it is found by Newton's method, with shorter steps where a whole one would climb.
package struct ConditionalLogit: Sendable, Equatable {
  /// One for each number.
  package let weights: [Double]
  /// One for each class; empty where none were asked for.
  package let offsets: [Double]

  /// - Parameters:
  ///   - table: what is fitted.
  ///   - centre: what the penalty draws each weight to.
  ///   - penalty: above zero.
  ///   - start: a fit of another penalty or of other rows, from which fewer steps are needed.
  /// - Throws: `NotDefined` without rows, or where a number is not finite.
  package init(
    _ table: ScoreTable, centre: Double, penalty: Double, hasOffsets: Bool,
    start: ConditionalLogit? = nil
  ) throws(NotDefined) {
    precondition(penalty > 0 && centre.isFinite)
    guard table.rows > 0 else { throw NotDefined("there are no rows") }
    guard table.values.allSatisfy(\.isFinite) else { throw NotDefined("a number is not finite") }
    let loss = ConditionalLogitLoss(
      table: table, centre: centre, penalty: penalty, hasOffsets: hasOffsets)
    let solution = try loss.minimum(
      from: start.map { $0.weights + $0.offsets }
        ?? [Double](repeating: centre, count: table.numbers)
        + [Double](repeating: 0, count: hasOffsets ? table.classes : 0))
    weights = Array(solution.prefix(table.numbers))
    offsets = Array(solution.dropFirst(table.numbers))
  }

  /// Mean of -log p of the rows' classes.
  package func meanLoss(of table: ScoreTable) -> Double {
    let loss = ConditionalLogitLoss(
      table: table, centre: 0, penalty: 0, hasOffsets: !offsets.isEmpty)
    return loss.value(weights + offsets) / Double(max(table.rows, 1))
  }
}

/// Numbers of rows and classes, and which class each row is of.
package struct ScoreTable: Sendable {
  /// Rows x numbers x classes.
  package let values: [Float]
  package let numbers: Int
  package let classes: Int
  package let outcomes: [Int]

  package var rows: Int { outcomes.count }

  /// - Precondition: as many values as rows, numbers and classes ask for; outcomes are classes.
  package init(values: [Float], numbers: Int, classes: Int, outcomes: [Int]) {
    precondition(values.count == outcomes.count * numbers * classes && numbers > 0)
    precondition(outcomes.allSatisfy { (0..<classes).contains($0) })
    self.values = values
    self.numbers = numbers
    self.classes = classes
    self.outcomes = outcomes
  }
}

/// What the regression minimises.
private struct ConditionalLogitLoss {
  let table: ScoreTable
  let centre: Double
  let penalty: Double
  let hasOffsets: Bool

  private static let mostSteps = 100

  private var size: Int { table.numbers + (hasOffsets ? table.classes : 0) }

  func minimum(from start: [Double]) throws(NotDefined) -> [Double] {
    var place = start
    var loss = value(place)
    for _ in 0..<Self.mostSteps {
      let (gradient, curvature) = derivatives(place)
      guard let step = SymmetricSystem.solution(curvature, gradient) else {
        throw NotDefined("the numbers of the rows depend on each other")
      }
      // What a whole step promises: half of it is how far the minimum lies below.
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement <= 1e-18 * (1 + loss) { break }
      var share = 1.0
      var next = place
      var nextLoss = Double.infinity
      while share > 1e-6 {
        next = zip(place, step).map { $0 - share * $1 }
        nextLoss = value(next)
        if nextLoss <= loss { break }
        share /= 2
      }
      guard nextLoss < loss else { break }
      (place, loss) = (next, nextLoss)
    }
    return place
  }

  private func penalties(_ place: [Double]) -> Double {
    var sum = 0.0
    for (number, value) in place.enumerated() {
      let distance = value - (number < table.numbers ? centre : 0)
      sum += distance * distance
    }
    return penalty / 2 * sum
  }

  func value(_ place: [Double]) -> Double {
    var total = penalties(place)
    forEachRow(place) { row, chances, _ in
      total -= log(max(chances[table.outcomes[row]], .leastNormalMagnitude))
    }
    return total
  }

  private func derivatives(_ place: [Double]) -> (gradient: [Double], curvature: [[Double]]) {
    let (numbers, classes, size) = (table.numbers, table.classes, size)
    var gradient = place.enumerated().map { penalty * ($1 - ($0 < numbers ? centre : 0)) }
    var bend = [Double](repeating: 0, count: size * size)
    // Of one row: each class's numbers less their mean, and offsets likewise, classes x size.
    var centred = [Double](repeating: 0, count: classes * size)
    forEachRow(place) { row, chances, scores in
      Self.centre(scores, chances, numbers, into: &centred, hasOffsets: hasOffsets)
      let outcome = table.outcomes[row] * size
      for number in 0..<size { gradient[number] -= centred[outcome + number] }
      for label in 0..<classes where chances[label] > 1e-12 {
        Self.add(chances[label], centred, label * size, size, to: &bend)
      }
    }
    let curvature = (0..<size).map { first in
      (0..<size).map { second in
        bend[max(first, second) * size + min(first, second)] + (first == second ? penalty : 0)
      }
    }
    return (gradient, curvature)
  }

  /// The lower triangle of chance · row rowᵀ.
  @inline(__always)
  private static func add(
    _ chance: Double, _ centred: [Double], _ start: Int, _ size: Int, to bend: inout [Double]
  ) {
    centred.withUnsafeBufferPointer { centred in
      bend.withUnsafeMutableBufferPointer { bend in
        for first in 0..<size {
          let scaled = chance * centred[start + first]
          for second in 0...first {
            bend[first * size + second] += scaled * centred[start + second]
          }
        }
      }
    }
  }

  private static func centre(
    _ scores: UnsafePointer<Float>, _ chances: [Double], _ numbers: Int,
    into centred: inout [Double], hasOffsets: Bool
  ) {
    let classes = chances.count
    let size = centred.count / classes
    for number in 0..<numbers {
      var mean = 0.0
      for label in 0..<classes { mean += chances[label] * Double(scores[number * classes + label]) }
      for label in 0..<classes {
        centred[label * size + number] = Double(scores[number * classes + label]) - mean
      }
    }
    guard hasOffsets else { return }
    for label in 0..<classes {
      for other in 0..<classes {
        centred[label * size + numbers + other] = (label == other ? 1 : 0) - chances[other]
      }
    }
  }

  /// Chances of each row's classes, and its numbers, numbers x classes.
  private func forEachRow(
    _ place: [Double],
    _ body: (_ row: Int, _ chances: [Double], _ scores: UnsafePointer<Float>) -> Void
  ) {
    let (numbers, classes) = (table.numbers, table.classes)
    var chances = [Double](repeating: 0, count: classes)
    table.values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for row in 0..<table.rows {
        let scores = start + row * numbers * classes
        for label in 0..<classes { chances[label] = hasOffsets ? place[numbers + label] : 0 }
        for number in 0..<numbers {
          for label in 0..<classes {
            chances[label] += place[number] * Double(scores[number * classes + label])
          }
        }
        var largest = -Double.infinity
        for chance in chances { largest = max(largest, chance) }
        var sum = 0.0
        for label in 0..<classes {
          chances[label] = exp(chances[label] - largest)
          sum += chances[label]
        }
        for label in 0..<classes { chances[label] /= sum }
        body(row, chances, scores)
      }
    }
  }
}
