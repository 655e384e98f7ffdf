/// How far the score of a mistake lies from the scores of made mistakes that are no interference,
/// in their standard deviations.
///
/// Made interference gives no such scale: it is fainter than what a network has learned from its
/// training images, and a logistic function that is fitted to it (Platt 1999) calls nearly all real
/// mistakes undecided.
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

  func distance(_ score: Double) -> Double { (score - mean) / deviation }

  /// Of interference, where nothing else is known of the model's mistakes: those of five planted
  /// sets, with both causes equally frequent.
  static func logOdds(distance: Double) -> Double { slope * (distance - middle) }
}
