/// Which images are looked at, by what a model made of them.
///
/// Every condition that is set must hold.
package struct ImageChoice: Sendable, Equatable {
  /// A true class taken for another.
  package struct Pair: Sendable, Equatable {
    package let label: Int
    package let predicted: Int

    package init(label: Int, predicted: Int) {
      self.label = label
      self.predicted = predicted
    }
  }

  /// Whether the images are those classified right, or wrong; nil for both.
  package var isRight: Bool?
  /// Only images of these mistakes; nil for all.
  package var pairs: [Pair]?
  /// Bounds of the margin; nil for any.
  package var margin: ClosedRange<Double>?

  package init(isRight: Bool? = nil, pairs: [Pair]? = nil, margin: ClosedRange<Double>? = nil) {
    self.isRight = isRight
    self.pairs = pairs
    self.margin = margin
  }

  /// Whether all images are chosen, so that no model need be asked.
  package var isEverything: Bool { isRight == nil && pairs == nil && margin == nil }

  /// The rows that are chosen, ascending; where labels are asked for, none without them.
  package func rows(of predictions: Predictions) -> [Int] {
    predictions.predicted.indices.filter { row in
      let predicted = predictions.predicted[row]
      if isRight != nil || pairs != nil {
        guard let label = predictions.labels?[row] else { return false }
        if let isRight, isRight != (label == predicted) { return false }
        if let pairs, !pairs.contains(Pair(label: label, predicted: predicted)) { return false }
      }
      guard let margin else { return true }
      return predictions.scores.map { margin.contains($0.margin(of: row)) } ?? false
    }
  }
}

extension Predictions.Scores {
  /// The probability of the likeliest class less that of the next, 0 to 1; of a single class 1.
  package func margin(of image: Int) -> Double {
    var (first, second) = (-Double.infinity, -Double.infinity)
    for probability in probabilities(of: image) {
      if probability > first {
        (first, second) = (probability, first)
      } else {
        second = max(second, probability)
      }
    }
    return second == -.infinity ? 1 : first - second
  }
}
