import Statistics

/// Averages over the maps of many images.
package struct EvaluationSummary: Sendable, Codable {
  /// A mean and its 95 % interval (Student's).
  package struct Mean: Sendable, Equatable, Codable {
    package let count: Int
    package let mean: Double
    /// Nil for a single value.
    package let lower: Double?
    package let upper: Double?

    /// Nil without values.
    package init?(of values: [Double]) {
      let sample = Sample("maps", values)
      guard let mean = sample.mean else { return nil }
      self.mean = mean
      count = sample.count
      guard let variance = sample.variance else {
        (lower, upper) = (nil, nil)
        return
      }
      let reach =
        StudentDistribution(degreesOfFreedom: Double(count - 1)).quantile(upperTail: 0.025)
        * (variance / Double(count)).squareRoot()
      (lower, upper) = (mean - reach, mean + reach)
    }
  }

  package let images: Int
  package let faults: Int
  /// Lower is better.
  package let deletion: Mean?
  /// Higher is better.
  package let insertion: Mean?
  /// Image by image: the area by the map less that in random order.
  package let deletionAgainstRandom: Mean?
  package let insertionAgainstRandom: Mean?
  package let pointingGame: Mean?
  package let mass: Mean?
  package let rank: Mean?
  package let randomizedCorrelation: Mean?
  package let incompleteness: Mean?

  package init(of rows: [ExplanationEvaluation.Row]) {
    images = rows.count
    faults = rows.count { $0.fault != nil }
    deletion = Mean(of: rows.map(\.curves.deletion))
    insertion = Mean(of: rows.map(\.curves.insertion))
    deletionAgainstRandom = Mean(of: rows.map { $0.curves.deletion - $0.randomCurves.deletion })
    insertionAgainstRandom = Mean(
      of: rows.map { $0.curves.insertion - $0.randomCurves.insertion })
    pointingGame = Mean(of: rows.compactMap { $0.localization.map { $0.pointsAtObject ? 1 : 0 } })
    mass = Mean(of: rows.compactMap(\.localization?.mass))
    rank = Mean(of: rows.compactMap(\.localization?.rank))
    randomizedCorrelation = Mean(of: rows.compactMap(\.randomizedCorrelation))
    incompleteness = Mean(of: rows.compactMap(\.incompleteness))
  }
}
