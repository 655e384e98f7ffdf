import Statistics

/// A regression over some numbers of mistakes of known cause.
struct CauseFit: Sendable, Codable {
  /// Of each number, over the mistakes that were fitted.
  let means: [Double]
  let deviations: [Double]
  let regression: LogisticRegression

  /// How many deviations from the mean a number counts at most: what no made mistake has says no
  /// more than the most that one has.
  private static let most = 4.0

  /// For each mistake. So strong that every number counts by how far apart it holds the causes by
  /// itself, whatever the others say: made mistakes are not quite like real ones, and what one
  /// number gives and another takes away, as a weaker penalty allows, does not carry over.
  private static let penalty = 6.0

  /// - Parameter rows: of equal length; what is missing counts as the mean.
  init(_ rows: [[Double?]], causes: [MadeCause]) throws(NotDefined) {
    let known = (rows.first ?? []).indices.map { column in rows.compactMap { $0[column] } }
    let means = known.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
    let deviations = zip(known, means).map { values, mean in
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(max(values.count, 1))).squareRoot()
      return deviation > 0 ? deviation : 1
    }
    (self.means, self.deviations) = (means, deviations)
    regression = try LogisticRegression(
      rows.map { Self.standardized($0, means, deviations) },
      outcomes: causes.map(\.isInterference), rowWeights: Self.rowWeights(causes),
      penalty: Self.penalty * Double(rows.count))
  }

  /// The sum whose logistic function is the probability.
  func score(_ row: [Double?]) -> Double {
    zip(Self.standardized(row, means, deviations), regression.weights)
      .reduce(regression.constant) { $0 + $1.0 * $1.1 }
  }

  private static func standardized(
    _ row: [Double?], _ means: [Double], _ deviations: [Double]
  ) -> [Double] {
    row.indices.map { place in
      row[place].map {
        min(max(($0 - means[place]) / deviations[place], -most), most)
      } ?? 0
    }
  }

  /// Interference and all else count the same in all, and so do the kinds of each: how often a kind
  /// turns an answer says how strongly it was made, not how often it is met.
  static func rowWeights(_ causes: [MadeCause]) -> [Double] {
    let counts = Dictionary(grouping: causes) { $0 }.mapValues(\.count)
    let kinds = Dictionary(grouping: counts.keys, by: \.isInterference).mapValues(\.count)
    return causes.map { cause in
      Double(causes.count)
        / Double(2 * kinds[cause.isInterference, default: 1] * counts[cause, default: 1])
    }
  }
}
