package import Statistics

/// Tells interference from a look-alike, having seen mistakes of both kinds.
///
/// Which columns it looks at, and how its scores become probabilities, is found by leaving out one
/// kind of interference after the other: what is learned from the others has to hold for it.
package struct CauseJudge: Sendable, Codable {
  let fit: CauseFit
  /// From a score to a probability (Platt 1999), by scores of kinds that were left out.
  let calibration: LogisticRegression
  /// Names of the columns that it looks at.
  package let columns: [String]
  /// Area under the curve of made mistakes whose base was not seen, kind by kind: with the kind
  /// left out of the fit, and with it among those fitted.
  package let leftOutAreas: [String: Double]
  package let seenAreas: [String: Double]

  /// - Parameters:
  ///   - causes: one for each mistake.
  ///   - bases: which image each was made from; no image is fitted and tested at once.
  /// - Throws: `NotDefined` unless there are mistakes of both kinds.
  package init(
    _ features: [CauseFeatures], causes: [MadeCause], bases: [Int]
  ) throws(NotDefined) {
    let trial = CauseTrial(rows: features.map(\.numbers), causes: causes, bases: bases)
    // How far a made mistake is wrong is the making's doing, and no matter of its cause.
    let chosen = trial.chosenColumns(
      of: CauseFeatures.columns.indices.filter { CauseFeatures.columns[$0].name != "margin" })
    fit = try CauseFit(trial.rows, causes: causes, columns: chosen, penalty: CauseTrial.penalty)
    columns = chosen.map { CauseFeatures.columns[$0].name }
    let outcome = trial.leftOut(chosen)
    leftOutAreas = Dictionary(
      uniqueKeysWithValues: outcome.areas.map { ($0.key.rawValue, $0.value) })
    seenAreas = Dictionary(
      uniqueKeysWithValues: trial.seen(chosen).map { ($0.key.rawValue, $0.value) })
    calibration = try Self.calibration(outcome, otherwise: fit, trial)
  }

  /// How likely interference made a mistake, had both causes been as frequent.
  package func probability(_ features: CauseFeatures) -> Double {
    calibration.probability([fit.score(features.numbers)])
  }

  private static func calibration(
    _ outcome: CauseTrial.Outcome, otherwise fit: CauseFit, _ trial: CauseTrial
  ) throws(NotDefined) -> LogisticRegression {
    func regression(
      _ scores: [Double], _ causes: [MadeCause]
    ) throws(NotDefined) -> LogisticRegression {
      try LogisticRegression(
        scores.map { [$0] }, outcomes: causes.map(\.isInterference),
        rowWeights: CauseFit.rowWeights(causes), penalty: 0.1)
    }
    if let learned = try? regression(outcome.scores, outcome.causes), learned.weights[0] > 0 {
      return learned
    }
    // Too few kinds to leave one out, or none holds for another: the fit's own scores.
    return try regression(trial.rows.map(fit.score), trial.causes)
  }
}
