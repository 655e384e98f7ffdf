import Foundation

/// Whether two causes together do more, or less, than each by itself: things that were each seen
/// without either, with each, and with both.
///
/// On the scale of counts causes do not interact where the things that happen with both are those
/// with the first and with the second less those with neither; on the scale of log-odds the same
/// holds of these, which cannot leave 0...1. Both are told, as two causes that are independent on
/// one scale are not on the other.
package struct FactorialInteraction: Sendable, Equatable, Encodable {
  /// One thing, in all four ways.
  package struct Outcomes: Sendable, Equatable {
    package var neither: Bool
    package var first: Bool
    package var second: Bool
    package var both: Bool

    package init(neither: Bool, first: Bool, second: Bool, both: Bool) {
      (self.neither, self.first, self.second, self.both) = (neither, first, second, both)
    }
  }

  /// How much more happens with both than the sum says.
  package struct Effect: Sendable, Equatable, Encodable {
    package let value: Double
    /// 95 %, of things drawn anew (percentiles).
    package let interval: ClosedRange<Double>
    /// Two-sided: twice the share of resamples on the rarer side of 0.
    package let pValue: Double
  }

  package let things: Int
  /// How many things it happens to.
  package let neither: Int
  package let first: Int
  package let second: Int
  package let both: Int
  /// With both, less the sum of each: as a share of the things.
  package let additive: Effect
  /// The same of the log-odds, where each count has half a thing added.
  package let logit: Effect

  /// With both, if counts added up.
  package var expectedByCounts: Int { first + second - neither }
  /// With both, if log-odds added up.
  package var expectedByLogits: Double {
    let sum = logOdds(first) + logOdds(second) - logOdds(neither)
    return Double(things) / (1 + exp(-sum))
  }

  private func logOdds(_ count: Int) -> Double { Self.logOdds(Double(count), of: Double(things)) }

  private static func logOdds(_ count: Double, of things: Double) -> Double {
    log((count + 0.5) / (things - count + 0.5))
  }

  /// - Throws: `NotDefined` without things, and what the loop stops with.
  package init<Failure>(
    _ outcomes: [Outcomes], resamples: Int = 4000, seed: UInt64 = 0,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    guard !outcomes.isEmpty else { throw NotDefined("there are no things seen in all four ways") }
    things = outcomes.count
    neither = outcomes.count { $0.neither }
    first = outcomes.count { $0.first }
    second = outcomes.count { $0.second }
    both = outcomes.count { $0.both }
    let total = Double(outcomes.count)
    func effects(_ counts: [Double]) -> (additive: Double, logit: Double) {
      let odds = counts.map { Self.logOdds($0, of: total) }
      return (
        (counts[3] - counts[1] - counts[2] + counts[0]) / total,
        odds[3] - odds[1] - odds[2] + odds[0]
      )
    }
    let drawn = try Bootstrap(things: outcomes.count, resamples: resamples, seed: seed).map(
      by: loop
    ) { times in
      var counts = [0.0, 0, 0, 0]
      for (thing, times) in zip(outcomes, times) where times > 0 {
        if thing.neither { counts[0] += Double(times) }
        if thing.first { counts[1] += Double(times) }
        if thing.second { counts[2] += Double(times) }
        if thing.both { counts[3] += Double(times) }
      }
      return effects(counts)
    }
    let observed = effects([neither, first, second, both].map(Double.init))
    additive = try Effect(observed.additive, drawn.map(\.additive))
    logit = try Effect(observed.logit, drawn.map(\.logit))
  }
}

extension FactorialInteraction.Effect {
  fileprivate init(_ value: Double, _ drawn: [Double]) throws(NotDefined) {
    self.value = value
    interval = try PercentileInterval.of(drawn)
    let rarer = min(drawn.count { $0 <= 0 }, drawn.count { $0 >= 0 })
    pValue = min(1, 2 * Double(1 + rarer) / Double(1 + drawn.count))
  }
}
