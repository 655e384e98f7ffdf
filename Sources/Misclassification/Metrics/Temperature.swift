import Foundation
package import Statistics

/// The temperature that makes probabilities likeliest: softmax(logits / T) (Guo et al. 2017,
/// section 4.2). It changes no prediction.
package enum Temperature {
  /// Bounds of 1 / T.
  private static let inverses = 1e-4...1e4

  /// The temperature that a set of images asks for.
  ///
  /// The likelihood is convex in 1 / T, so its slope has one zero: the mean logit under the
  /// probabilities less that of the true class.
  /// - Parameter rows: images that count, at least one.
  /// - Throws: `NotDefined` where the best temperature is 0 or infinite, as when all are right.
  package static func fitted(
    _ logits: [[Double]], labels: [Int], rows: [Int]
  ) throws(NotDefined) -> Double {
    func slope(_ inverse: Double) -> Double {
      rows.reduce(0) { sum, row in
        let weights = Softmax(logits[row].map { $0 * inverse }[...])
        let mean = zip(weights.exponentials, logits[row]).reduce(0) { $0 + $1.0 * $1.1 }
        return sum + mean / weights.sum - logits[row][labels[row]]
      }
    }
    guard slope(inverses.lowerBound) < 0 else {
      throw NotDefined("the logits say nothing of the classes; the best temperature is infinite")
    }
    guard slope(inverses.upperBound) > 0 else {
      throw NotDefined("hotter and colder never balance; the best temperature is 0")
    }
    // On the scale of logarithms, to 1e-9.
    var (low, high) = (log(inverses.lowerBound), log(inverses.upperBound))
    while high - low > 1e-9 {
      let middle = (low + high) / 2
      if slope(exp(middle)) < 0 { low = middle } else { high = middle }
    }
    return exp(-(low + high) / 2)
  }

  package static func probabilities(_ logits: [Double], at temperature: Double) -> [Double] {
    Softmax(logits.map { $0 / temperature }[...]).probabilities
  }
}
