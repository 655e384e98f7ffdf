package import Statistics

/// Tells interference from all else, having seen mistakes of both that were made.
package struct CauseJudge: Sendable, Codable {
  let fit: CauseFit
  /// From a score to a distance.
  let scale: CauseScale
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
    let trial = CauseTrial(
      rows: features.map { features in CauseFeatures.judged.map { $0.value(features) } },
      causes: causes, bases: bases)
    fit = try CauseFit(trial.rows, causes: causes)
    columns = CauseFeatures.judged.map(\.name)
    func named(_ areas: [MadeCause: Double]) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: areas.map { ($0.key.rawValue, $0.value) })
    }
    leftOutAreas = named(trial.areas(leavesOut: true))
    seenAreas = named(trial.areas(leavesOut: false))
    scale = CauseScale(scores: trial.scores() ?? trial.rows.map(fit.score), causes: causes)
  }

  /// How far a mistake lies from made look-alikes, in their standard deviations; the further, the
  /// more speaks for interference.
  package func distance(_ features: CauseFeatures) -> Double {
    scale.distance(fit.score(CauseFeatures.judged.map { $0.value(features) }))
  }
}
