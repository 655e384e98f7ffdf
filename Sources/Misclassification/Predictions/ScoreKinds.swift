import Foundation

extension Predictions.Scores {
  /// How far the sum of a row of probabilities may lie from 1, as three printed digits give.
  private static let tolerance = 1e-2
  /// What rounding may put below 0 or above 1.
  private static let rounding = 1e-6

  /// What scores are, told from all rows together.
  ///
  /// Probabilities, if in more than half of the rows all scores lie in 0...1 and add up to 1 within
  /// 0.01; log-probabilities, if the same holds for their exponentials; logits otherwise. One odd
  /// row so changes nothing.
  package static func kind(of values: [Double], classCount: Int) -> Kind {
    let rows = values.count / max(classCount, 1)
    for kind in [Kind.probabilities, .logProbabilities] {
      let scores = Predictions.Scores(kind: kind, classCount: classCount, values: values)
      if 2 * scores.oddRows.count < rows { return kind }
    }
    return .logits
  }

  /// The rows that are no probabilities, or no logarithms of such, where that is what scores are.
  package var oddRows: [Int] {
    kind == .logits
      ? [] : (0..<values.count / classCount).filter { !isDistribution(self[$0]) }
  }

  private func isDistribution(_ row: ArraySlice<Double>) -> Bool {
    if kind == .logProbabilities, row.contains(where: { $0 > Self.rounding }) { return false }
    var sum = 0.0
    for score in row {
      let share = kind == .logProbabilities ? exp(score) : score
      guard share >= -Self.rounding, share <= 1 + Self.rounding else { return false }
      sum += share
    }
    return abs(sum - 1) <= Self.tolerance
  }

  /// Whether all scores lie in 0...1, as those of several independent answers do.
  package var areShares: Bool { values.allSatisfy { (0...1).contains($0) } }

  /// Whether each row holds a single 1 and otherwise 0, as labels in a code of one place for each
  /// class do.
  var areOneHot: Bool {
    values.allSatisfy { $0 == 0 || $0 == 1 }
      && (0..<values.count / classCount).allSatisfy { self[$0].reduce(0, +) == 1 }
  }
}
