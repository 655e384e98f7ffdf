import Statistics

/// A regression over some columns of mistakes of known cause.
struct CauseFit: Sendable, Codable {
  /// Places among all columns.
  let columns: [Int]
  /// Of each column, over the mistakes that were fitted.
  let means: [Double]
  let deviations: [Double]
  let regression: LogisticRegression

  /// How many deviations from the mean a number counts at most: what no made mistake has says no
  /// more than the most that one has.
  private static let most = 4.0

  /// - Parameter rows: of all columns; what is missing counts as the mean.
  init(
    _ rows: [[Double?]], causes: [MadeCause], columns: [Int], penalty: Double
  ) throws(NotDefined) {
    let known = columns.map { column in rows.compactMap { $0[column] } }
    let means = known.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
    let deviations = zip(known, means).map { values, mean in
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(max(values.count, 1))).squareRoot()
      return deviation > 0 ? deviation : 1
    }
    (self.columns, self.means, self.deviations) = (columns, means, deviations)
    regression = try LogisticRegression(
      rows.map { Self.standardized($0, columns, means, deviations) },
      outcomes: causes.map(\.isInterference), rowWeights: Self.rowWeights(causes),
      penalty: penalty)
  }

  /// The sum whose logistic function is the probability.
  func score(_ row: [Double?]) -> Double {
    zip(Self.standardized(row, columns, means, deviations), regression.weights)
      .reduce(regression.constant) { $0 + $1.0 * $1.1 }
  }

  private static func standardized(
    _ row: [Double?], _ columns: [Int], _ means: [Double], _ deviations: [Double]
  ) -> [Double] {
    columns.indices.map { place in
      row[columns[place]].map {
        min(max(($0 - means[place]) / deviations[place], -most), most)
      } ?? 0
    }
  }

  /// Interference and look-alikes count the same in all. Kinds of interference count by how often
  /// they turn an answer, since to these the model is open.
  static func rowWeights(_ causes: [MadeCause]) -> [Double] {
    let interference = causes.count { $0.isInterference }
    return causes.map { cause in
      let group = cause.isInterference ? interference : causes.count - interference
      return Double(causes.count) / Double(2 * group)
    }
  }
}
