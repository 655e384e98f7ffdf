import Foundation

/// How the learning rate changes over a run, as a factor of the base rate.
package struct Schedule: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case constant
    /// Times `factor` every `every` epochs.
    case step
    /// Times `factor` at each of `milestones`.
    case multistep
    /// Half a cosine from 1 to 0.
    case cosine
    /// Straight up to 1 in the first part, then straight down: see `cycle`.
    case onecycle
  }

  package var kind: Kind
  package var factor: Double
  package var every: Double
  package var milestones: [Double]
  /// Epochs of a straight rise from 0 before the schedule's own shape applies in full.
  package var warmup: Double
  /// Of `onecycle`: the factor at the beginning, the share of the run after which it is 1, and the
  /// factor at the end; nil for 0, a quarter and 0.
  package var cycle: [Double]?

  package init(
    kind: Kind, factor: Double = 0.1, every: Double = 30, milestones: [Double] = [],
    warmup: Double = 0, cycle: [Double]? = nil
  ) {
    self.kind = kind
    self.factor = factor
    self.every = every
    self.milestones = milestones
    self.warmup = warmup
    self.cycle = cycle
  }

  /// Whether the milestones are moments of a run, each later than the one before.
  package var hasRisingMilestones: Bool {
    zip([0] + milestones, milestones).allSatisfy { $0 < $1 && $1.isFinite }
  }

  private static let standardCycle = [0, 0.25, 0]

  /// Whether there are factors from 0 to 1 and a moment within the run, as far as any are given.
  package var hasSoundCycle: Bool {
    guard let cycle else { return true }
    return cycle.count == 3 && (0...1).contains(cycle[0]) && (0...1).contains(cycle[2])
      && cycle[1] > 0 && cycle[1] < 1
  }

  /// The factor at a moment of the run.
  ///
  /// - Parameters:
  ///   - epoch: epochs done, with the fraction of the present one: 0 ... epochs.
  ///   - epochs: length of the run.
  package func factor(at epoch: Double, of epochs: Double) -> Double {
    let rise = warmup > 0 ? min(1, epoch / warmup) : 1
    let done = min(max(epoch / max(epochs, .leastNonzeroMagnitude), 0), 1)
    switch kind {
    case .constant:
      return rise
    case .step:
      return rise * pow(factor, (epoch / max(every, .leastNonzeroMagnitude)).rounded(.down))
    case .multistep:
      return rise * pow(factor, Double(milestones.filter { epoch >= $0 }.count))
    case .cosine:
      return rise * (1 + cos(.pi * done)) / 2
    case .onecycle:
      let cycle = cycle ?? Self.standardCycle
      let (start, peak, end) = (cycle[0], cycle[1], cycle[2])
      if done < peak { return rise * (start + (1 - start) * done / peak) }
      return rise * (end + (1 - end) * (1 - done) / (1 - peak))
    }
  }
}
