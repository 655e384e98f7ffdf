/// How often the true class is among the k of the largest scores.
package struct TopAccuracy: Sendable, Equatable, Encodable {
  package let k: Int
  package let right: Int
  package let accuracy: Double

  /// - Parameters:
  ///   - labels: one for each row of scores, at least one.
  ///   - places: each k, at least 1; those with all classes among them are always right.
  package static func all(
    _ scores: Predictions.Scores, labels: [Int], places: [Int]
  ) -> [TopAccuracy] {
    let ranks = labels.indices.map { rank(of: labels[$0], in: scores[$0]) }
    return places.map { k in
      let right = ranks.count { $0 < k }
      return TopAccuracy(
        k: k, right: right, accuracy: Double(right) / Double(max(labels.count, 1)))
    }
  }

  /// How many classes come before one: those of a larger score, and of equal ones the earlier, as
  /// predictions are told.
  private static func rank(of label: Int, in scores: ArraySlice<Double>) -> Int {
    let own = scores[scores.startIndex + label]
    return scores.enumerated().count { place, score in
      score > own || score == own && place < label
    }
  }
}
