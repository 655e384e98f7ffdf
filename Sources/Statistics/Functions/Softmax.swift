import Foundation

/// Scores as probabilities, in double precision; the largest score is taken off first, so that
/// nothing overflows.
package struct Softmax: Sendable {
  /// e to the power of each score less the largest.
  package let exponentials: [Double]
  package let sum: Double
  /// What is taken off the scores.
  package let largest: Double

  /// - Parameter scores: finite.
  package init(_ scores: ArraySlice<Double>) {
    let largest = scores.max() ?? 0
    self.largest = largest
    exponentials = scores.map { exp($0 - largest) }
    sum = exponentials.reduce(0, +)
  }

  /// - Parameter scores: finite.
  package init(_ scores: ArraySlice<Float>) {
    self.init(scores.map(Double.init)[...])
  }

  package var probabilities: [Double] { exponentials.map { $0 / sum } }

  /// The probability of one class.
  package subscript(label: Int) -> Double { exponentials[label] / sum }
}

extension ArraySlice where Element: Comparable {
  /// The place of the largest element, counted from 0; of equal ones the first, of none 0.
  @inlinable package var placeOfLargest: Int {
    var best = startIndex
    for place in indices where self[place] > self[best] { best = place }
    return best - startIndex
  }
}
