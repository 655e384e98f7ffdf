import Statistics

/// Turns the score of a mistake into a probability, by how far it lies from the scores of made
/// mistakes that are no interference, in their standard deviations.
///
/// Made interference gives no such scale: it is fainter than what a network has learned from its
/// training images, and a logistic function that is fitted to it (Platt 1999) calls nearly all real
/// mistakes undecided. How loud the learned kind is hardly differs from one planted set to another:
/// about two standard deviations. So the logistic function is that of five planted sets, drawn
/// and of photographs, with both causes equally frequent.
struct CauseScale: Sendable, Codable {
  let mean: Double
  let deviation: Double

  /// Standard deviations from the mean at which both causes are equally likely.
  static let middle = 0.8
  /// Log odds of a standard deviation.
  static let slope = 2.5

  /// - Parameter scores: of mistakes whose base was not fitted; kinds of cause count the same.
  init(scores: [Double], causes: [MadeCause]) {
    let others = causes.indices.filter { !causes[$0].isInterference }
    let weights = CauseFit.rowWeights(others.map { causes[$0] })
    let whole = max(weights.reduce(0, +), .leastNormalMagnitude)
    let mean = zip(others, weights).reduce(0) { $0 + scores[$1.0] * $1.1 } / whole
    let square = zip(others, weights).reduce(0) { sum, pair in
      sum + (scores[pair.0] - mean) * (scores[pair.0] - mean) * pair.1
    }
    let deviation = (square / whole).squareRoot()
    self.mean = mean
    self.deviation = deviation > 0 ? deviation : 1
  }

  func probability(_ score: Double) -> Double {
    LogisticRegression.logistic(Self.slope * ((score - mean) / deviation - Self.middle))
  }
}
