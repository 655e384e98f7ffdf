import Foundation
import Statistics

/// How likely interference made each of the mistakes of a model, by the groups that they fall into.
///
/// Where look-alikes and interference lie, and how frequent each is, differ from model to model.
/// Most sets of mistakes show it themselves, as their distances (``CauseJudge/distance(_:)``) fall
/// into two groups. Where they do not, there is only the scale of planted sets.
package struct CauseGroups: Sendable {
  private let groups: TwoGroups

  /// What planted sets showed, drawn and of photographs: look-alikes had mean distances of -0.4 to
  /// 0.7, learned interference of 1.0 to 3.1. Two groups must show clearly, twenty to one: where
  /// evidence was weaker, much interference was in the lower group (textures).
  private static let prior = TwoGroups.Prior(
    logOdds: -3, lower: (mean: 0.15, deviation: 0.4), upper: (mean: 1.8, deviation: 0.8),
    leastDistance: 1,
    variances: [0.4, 0.5, 0.65, 0.85, 1.1], single: (mean: 0.6, deviation: 0.8),
    singleVariances: [0.25, 0.4, 0.5, 0.65, 0.85, 1.1, 1.4, 1.8, 2.4], range: -5...7)

  /// - Parameter distances: of all mistakes of the model that there are.
  package init(distances: [Double]) {
    groups = TwoGroups(distances, prior: Self.prior)
  }

  /// How likely it is that there are two groups.
  package var certainty: Double { groups.certainty }
  /// Part of the mistakes that interference made, were there two groups, and its 95 % interval.
  package var share: Double { groups.share }
  package var shareInterval: ClosedRange<Double> { groups.shareInterval }

  /// That interference made a mistake.
  ///
  /// The mean of two log odds: what the groups say, and what the scale does. Groups alone are too
  /// sure where interference speaks so differently that a part of it is in the lower group.
  package func probability(distance: Double) -> Double {
    let byScale = CauseScale.logOdds(distance: distance)
    let byGroups = Self.logOdds(
      groups.certainty * groups.probability(distance)
        + (1 - groups.certainty) * LogisticRegression.logistic(byScale))
    return LogisticRegression.logistic((byScale + byGroups) / 2)
  }

  /// Finite.
  private static func logOdds(_ probability: Double) -> Double {
    let within = min(max(probability, 1e-12), 1 - 1e-12)
    return log(within / (1 - within))
  }
}
