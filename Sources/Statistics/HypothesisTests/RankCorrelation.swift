/// Spearman's rank correlation: whether one number tends to grow, or to fall, with another.
///
/// Equal values share their ranks. Within groups (such as kinds of things that differ in both
/// numbers), ranks are taken over all things and each group's mean is taken away from them, so that
/// only what happens inside of groups counts.
package struct RankCorrelation: Sendable, Equatable, Encodable {
  /// -1...1.
  package let value: Double
  /// 95 %, of things drawn anew (percentiles).
  package let interval: ClosedRange<Double>
  /// Two-sided: (1 + permutations at least as far from 0) / (1 + permutations); within groups the
  /// permutations are, too.
  package let pValue: Double
  package let count: Int

  package struct Settings: Sendable, Equatable {
    package var resamples = 2000
    package var permutations = 9999
    package var seed: UInt64 = 0

    package init(seed: UInt64 = 0) {
      self.seed = seed
    }
  }

  /// - Parameters:
  ///   - groups: of each thing; nil for one group of all.
  ///   - loop: what works on resamples and permutations.
  /// - Throws: `NotDefined` for fewer than three things or numbers that do not vary, and what the
  ///   loop stops with.
  package init<Failure>(
    _ first: [Double], _ second: [Double], groups: [Int]? = nil, _ settings: Settings = Settings(),
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    precondition(first.count == second.count && groups?.count ?? first.count == first.count)
    precondition(settings.resamples > 0 && settings.permutations > 0)
    guard first.count > 2 else {
      throw NotDefined("there are \(first.count) pairs of numbers, at least three are needed")
    }
    guard (first + second).allSatisfy(\.isFinite) else {
      throw NotDefined("a number is not finite")
    }
    let pairs = RankedPairs(first, second, groups: groups)
    let once = [Int32](repeating: 1, count: first.count)
    guard let observed = pairs.correlation(once) else {
      throw NotDefined(
        "one of the numbers is the same everywhere" + (groups == nil ? "" : " within its group"))
    }
    count = first.count
    value = observed
    let drawn = try Bootstrap(
      things: first.count, resamples: settings.resamples, seed: settings.seed
    ).map(by: loop) { pairs.correlation($0) }
    interval = try PercentileInterval.of(drawn.compactMap { $0 })
    let permuted = try pairs.permuted(settings.permutations, seed: settings.seed, by: loop)
    // What rounding may make of equal correlations.
    let least = observed.magnitude - 1e-12
    pValue =
      Double(1 + permuted.count { $0.magnitude >= least }) / Double(1 + settings.permutations)
  }
}

/// Pairs of numbers, ready to be ranked again and again.
private struct RankedPairs {
  private let first: RankOrder
  private let second: RankOrder
  private let groups: [Int]
  private let groupCount: Int

  init(_ first: [Double], _ second: [Double], groups: [Int]?) {
    (self.first, self.second) = (RankOrder(first), RankOrder(second))
    var places: [Int: Int] = [:]
    self.groups = (groups ?? [Int](repeating: 0, count: first.count)).map { group in
      places[group]
        ?? {
          places[group] = places.count
          return places.count - 1
        }()
    }
    groupCount = places.count
  }

  /// The correlation of the ranks of things that were drawn so many times; nil where one of them
  /// does not vary.
  func correlation(_ times: [Int32]) -> Double? {
    let x = centred(first.ranks(times), times)
    let y = centred(second.ranks(times), times)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (place, times) in times.enumerated() where times > 0 {
      let weight = Double(times)
      xx += weight * x[place] * x[place]
      yy += weight * y[place] * y[place]
      xy += weight * x[place] * y[place]
    }
    let slack = 1e-9
    guard xx > slack, yy > slack else { return nil }
    return min(max(xy / (xx * yy).squareRoot(), -1), 1)
  }

  /// Less the mean of the group.
  private func centred(_ ranks: [Double], _ times: [Int32]) -> [Double] {
    var sums = [Double](repeating: 0, count: groupCount)
    var counts = sums
    for (place, rank) in ranks.enumerated() {
      sums[groups[place]] += Double(times[place]) * rank
      counts[groups[place]] += Double(times[place])
    }
    return ranks.enumerated().map { place, rank in
      counts[groups[place]] > 0 ? rank - sums[groups[place]] / counts[groups[place]] : 0
    }
  }

  /// Correlations with the second numbers permuted within their groups.
  func permuted<Failure>(
    _ permutations: Int, seed: UInt64, by loop: PieceLoop<Failure>
  ) throws(Failure) -> [Double] {
    let once = [Int32](repeating: 1, count: groups.count)
    let x = centred(first.ranks(once), once)
    let y = centred(second.ranks(once), once)
    let scale = (x.reduce(0) { $0 + $1 * $1 } * y.reduce(0) { $0 + $1 * $1 }).squareRoot()
    let members = (0..<groupCount).map { group in groups.indices.filter { groups[$0] == group } }
    return try loop.map(permutations, inRunsOf: 64) { run in
      var shuffled = y
      return run.map { permutation in
        var generator = SeededGenerator(seed: ~seed, stream: UInt64(permutation))
        // From the same start each time, as the runs of a loop must not matter.
        for group in members {
          var values = group.map { y[$0] }
          values.shuffle(using: &generator)
          for (place, value) in zip(group, values) { shuffled[place] = value }
        }
        return zip(x, shuffled).reduce(0) { $0 + $1.0 * $1.1 } / scale
      }
    }
  }
}

/// The order of values, sorted once.
private struct RankOrder {
  /// Places by ascending value, equal ones together.
  private let ties: [[Int]]

  init(_ values: [Double]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ties: [[Int]] = []
    for place in order {
      if let last = ties.last?.first, values[last] == values[place] {
        ties[ties.count - 1].append(place)
      } else {
        ties.append([place])
      }
    }
    self.ties = ties
  }

  /// The rank of each, where each is there so many times.
  func ranks(_ times: [Int32]) -> [Double] {
    var ranks = [Double](repeating: 0, count: times.count)
    var below = 0.0
    for tie in ties {
      let count = tie.reduce(0.0) { $0 + Double(times[$1]) }
      for place in tie { ranks[place] = below + (count + 1) / 2 }
      below += count
    }
    return ranks
  }
}
