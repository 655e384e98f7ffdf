package import Statistics

/// What is said of a mistake.
package enum CauseVerdict: String, Sendable, Codable, CaseIterable {
  case interference
  /// The object looks like one of another class.
  case lookAlike = "look-alike"
  case undecided

  /// Probabilities that decide nothing.
  package static let open = 0.35...0.65

  package init(probability: Double) {
    self =
      Self.open.contains(probability)
      ? .undecided : probability > Self.open.upperBound ? .interference : .lookAlike
  }
}

/// Tells interference from a look-alike, having seen mistakes of both kinds.
package struct CauseJudge: Sendable, Codable {
  /// Of each number of a mistake, over those that were seen.
  package let means: [Double]
  package let deviations: [Double]
  package let regression: LogisticRegression
  /// Area under the curve of made mistakes that were not seen in the fit, kind after kind of
  /// interference left out.
  package let leftOutAreas: [String: Double]

  /// Fits mistakes of known cause; interference and look-alikes count the same in all, and so do
  /// the kinds of interference among each other.
  ///
  /// - Throws: `NotDefined` unless there are mistakes of both kinds.
  package init(_ features: [CauseFeatures], causes: [MadeCause]) throws(NotDefined) {
    let fit = try Self.fit(features, causes)
    (means, deviations, regression) = (fit.means, fit.deviations, fit.regression)
    var areas: [String: Double] = [:]
    for kind in MadeCause.allCases where kind.isInterference && causes.contains(kind) {
      areas[kind.rawValue] = Self.area(leavingOut: kind, features, causes)
    }
    leftOutAreas = areas
  }

  /// How likely interference made a mistake, had both causes been as frequent.
  package func probability(_ features: CauseFeatures) -> Double {
    regression.probability(
      Self.standardized(features.numbers, means: means, deviations: deviations))
  }

  private struct Fit {
    let means: [Double]
    let deviations: [Double]
    let regression: LogisticRegression
  }

  private static func fit(
    _ features: [CauseFeatures], _ causes: [MadeCause]
  ) throws(NotDefined) -> Fit {
    let numbers = features.map(\.numbers)
    let columns = CauseFeatures.columns.indices.map { column in numbers.compactMap { $0[column] } }
    let means = columns.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
    let deviations = zip(columns, means).map { values, mean in
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(max(values.count, 1))).squareRoot()
      return deviation > 0 ? deviation : 1
    }
    let regression = try LogisticRegression(
      numbers.map { standardized($0, means: means, deviations: deviations) },
      outcomes: causes.map(\.isInterference), rowWeights: rowWeights(causes))
    return Fit(means: means, deviations: deviations, regression: regression)
  }

  private static func rowWeights(_ causes: [MadeCause]) -> [Double] {
    let counts = Dictionary(grouping: causes) { $0 }.mapValues(\.count)
    let kinds = counts.keys.count { $0.isInterference }
    return causes.map { cause in
      let groups = cause.isInterference ? max(kinds, 1) : 1
      return Double(causes.count) / Double(2 * groups * (counts[cause] ?? 1))
    }
  }

  /// What is missing counts as the mean.
  private static func standardized(
    _ numbers: [Double?], means: [Double], deviations: [Double]
  ) -> [Double] {
    numbers.indices.map { place in
      numbers[place].map { ($0 - means[place]) / deviations[place] } ?? 0
    }
  }

  /// Every second look-alike is kept for the test, the others and the other kinds are fitted.
  private static func area(
    leavingOut kind: MadeCause, _ features: [CauseFeatures], _ causes: [MadeCause]
  ) -> Double? {
    let isTested = causes.indices.map {
      causes[$0] == kind || !causes[$0].isInterference && $0 % 2 == 0
    }
    let fitted = causes.indices.filter { !isTested[$0] }
    let tested = causes.indices.filter { isTested[$0] }
    guard let fit = try? fit(fitted.map { features[$0] }, fitted.map { causes[$0] }) else {
      return nil
    }
    let scores = tested.map { place in
      fit.regression.probability(
        standardized(features[place].numbers, means: fit.means, deviations: fit.deviations))
    }
    return try? ROCArea.of(scores, isFirst: tested.map { causes[$0].isInterference })
  }
}
