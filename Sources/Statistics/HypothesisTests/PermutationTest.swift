/// A permutation test of the difference of two means: how often a random division of the same
/// values into groups of the same sizes differs as much.
///
/// It supposes nothing about the values' distribution, only that without a difference any division
/// is as likely.
package struct PermutationTest: Sendable, Equatable, Encodable {
  /// Mean of the first group minus mean of the second.
  package let difference: Double
  /// Twice the smaller of the two one-sided p-values, at most 1.
  package let pValue: Double
  /// Whether every division was tried, rather than a random choice of them.
  package let isExact: Bool
  /// How many divisions were tried.
  package let divisions: Int

  /// - Parameters:
  ///   - divisions: how many random divisions are drawn; every one is tried where there are no more
  ///     than so many.
  ///   - seed: what the draws follow from.
  ///   - loop: what works on the random divisions.
  /// - Throws: `NotDefined` where a group is empty, or all values are equal, and what the loop
  ///   stops with.
  package init<Failure>(
    _ first: Sample, _ second: Sample, divisions limit: Int = 9999, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    precondition(limit > 0)
    for group in [first, second] where group.count == 0 {
      throw NotDefined("group '\(group.name)' has no values")
    }
    let all = first.values + second.values
    guard all.contains(where: { $0 != all[0] }) else { throw NotDefined("all values are equal") }
    let division = Division(all, first: first.count)
    let observed = division.difference(sum: division.values[..<first.count].reduce(0, +))
    difference = observed
    var counter = Counter(observed: observed, slack: division.slack)
    let possible = Self.combinations(of: all.count, first.count, atMost: limit)
    isExact = possible != nil
    if possible != nil {
      division.forEachPossible { counter.add($0) }
      pValue = counter.pValue(extra: 0)
    } else {
      for difference in try division.random(limit, seed: seed, by: loop) { counter.add(difference) }
      // The observed division is one of those that could have been drawn.
      pValue = counter.pValue(extra: 1)
    }
    self.divisions = counter.total
  }

  /// How many ways there are to choose k of n; nil above the limit.
  private static func combinations(of n: Int, _ k: Int, atMost limit: Int) -> Int? {
    var count = 1
    for step in 1...max(1, min(k, n - k)) {
      let (product, overflow) = count.multipliedReportingOverflow(by: n - min(k, n - k) + step)
      // The products of k consecutive numbers are divisible by k!, and grow: the limit ends them.
      count = product / step
      if overflow || count > limit { return nil }
    }
    return count
  }

  private struct Counter {
    let observed: Double
    let slack: Double
    var total = 0
    var atMost = 0
    var atLeast = 0

    init(observed: Double, slack: Double) {
      (self.observed, self.slack) = (observed, slack)
    }

    mutating func add(_ difference: Double) {
      total += 1
      if difference <= observed + slack { atMost += 1 }
      if difference >= observed - slack { atLeast += 1 }
    }

    func pValue(extra: Int) -> Double {
      min(1, 2 * Double(min(atMost, atLeast) + extra) / Double(total + extra))
    }
  }

  /// Values that are divided into two groups.
  private struct Division {
    /// With their mean taken away, so that sums are small.
    let values: [Double]
    let first: Int
    private let total: Double
    /// What rounding may make of equal differences.
    let slack: Double

    init(_ values: [Double], first: Int) {
      let mean = values.reduce(0, +) / Double(values.count)
      self.values = values.map { $0 - mean }
      total = self.values.reduce(0, +)
      self.first = first
      slack = 1e-12 * (self.values.map(\.magnitude).max() ?? 0)
    }

    /// The difference of the means where the first group adds up to `sum`.
    func difference(sum: Double) -> Double {
      sum / Double(first) - (total - sum) / Double(values.count - first)
    }

    func forEachPossible(_ body: (Double) -> Void) {
      func choose(_ left: Int, from place: Int, _ sum: Double) {
        if left == 0 {
          body(difference(sum: sum))
          return
        }
        for index in place...values.count - left {
          choose(left - 1, from: index + 1, sum + values[index])
        }
      }
      choose(first, from: 0, 0)
    }

    func random<Failure>(
      _ draws: Int, seed: UInt64, by loop: PieceLoop<Failure>
    ) throws(Failure) -> [Double] {
      try loop.map(draws, inRunsOf: 16) { run in
        var shuffled = values
        return run.map { draw in
          var generator = SeededGenerator(seed: seed, stream: UInt64(draw))
          return difference(sum: Self.sum(drawing: first, of: &shuffled, total, &generator))
        }
      }
    }

    /// The sum of a group that is drawn at random. The order of the values that it finds does not
    /// matter: whatever it is, every group is as likely.
    private static func sum(
      drawing first: Int, of shuffled: inout [Double], _ total: Double,
      _ generator: inout SeededGenerator
    ) -> Double {
      let (count, few) = (shuffled.count, min(first, shuffled.count - first))
      var sum = 0.0
      // The smaller group is drawn; order within the rest does not matter.
      for place in 0..<few {
        shuffled.swapAt(place, place + Int(generator.next(upperBound: UInt64(count - place))))
        sum += shuffled[place]
      }
      return few < first ? total - sum : sum
    }
  }
}
