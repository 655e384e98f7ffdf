/// How far probabilities are from the shares that come true.
package enum CalibrationError {
  /// Expected calibration error (Naeini et al. 2015) of the probabilities of one of two outcomes:
  /// in bins of equal width, the distance between mean probability and share, weighted by the
  /// cases.
  ///
  /// - Throws: `NotDefined` for no cases or probabilities outside 0...1.
  package static func of(
    _ probabilities: [Double], outcomes: [Bool], bins: Int = 10
  ) throws(NotDefined) -> Double {
    precondition(probabilities.count == outcomes.count && bins > 0)
    guard !probabilities.isEmpty else { throw NotDefined("there are no probabilities") }
    guard probabilities.allSatisfy({ (0...1).contains($0) }) else {
      throw NotDefined("a probability is not between 0 and 1")
    }
    var gaps = [Double](repeating: 0, count: bins)
    for (probability, outcome) in zip(probabilities, outcomes) {
      gaps[min(Int(probability * Double(bins)), bins - 1)] += probability - (outcome ? 1 : 0)
    }
    return gaps.reduce(0) { $0 + abs($1) } / Double(probabilities.count)
  }
}
