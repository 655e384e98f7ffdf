/// How far numbers lie from the middle of their kind, in a unit that outliers do not stretch.
///
/// 0.6745 (x - median) / MAD, with the median absolute deviation MAD (Iglewicz & Hoaglin 1993, who
/// call what lies beyond 3.5 an outlier). For normally distributed numbers the unit is the standard
/// deviation.
package struct ModifiedZScores: Sendable, Equatable {
  package let median: Double
  /// Zero where more than half of the numbers are equal.
  package let deviation: Double

  package static let outlier = 3.5

  /// - Throws: `NotDefined` without numbers, or where one is not finite.
  package init(_ values: [Double]) throws(NotDefined) {
    guard !values.isEmpty else { throw NotDefined("there are no numbers") }
    guard values.allSatisfy(\.isFinite) else { throw NotDefined("a number is not finite") }
    let middle = Self.median(values)
    median = middle
    deviation = Self.median(values.map { ($0 - middle).magnitude })
  }

  /// Nil where the numbers hardly differ, so that nothing can be said.
  package func score(_ value: Double) -> Double? {
    deviation > 0 ? 0.6745 * (value - median) / deviation : nil
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
