import Statistics

/// The pairs of classes that somebody confuses, in order; of many classes most are none.
struct ConfusedPairs {
  let pairs: [(first: Int, second: Int)]

  /// - Parameter confusions: of each observer, true class and class it is taken for.
  init(_ confusions: [[ErrorGroup.Edge]]) {
    var cells: Set<ErrorGroup.Edge> = []
    for edge in confusions.joined() where edge.label != edge.predicted {
      cells.insert(
        .init(label: min(edge.label, edge.predicted), predicted: max(edge.label, edge.predicted)))
    }
    pairs = cells.map { ($0.label, $0.predicted) }.sorted { $0 < $1 }
  }
}

/// Makes findings of counts both ways.
struct PatternJudge {
  let margin: Double
  let level: Double

  /// One observed pair, before the p-values are adjusted.
  private struct Observed {
    let forth: Int
    let back: Int
    let index: Double?
    let interval: ClosedRange<Double>?
    let pValue: Double?
  }

  /// A model's, for each pair.
  func findings(
    _ counts: ConfusionCounts, _ confused: ConfusedPairs
  ) -> [ConfusionPatterns.Finding] {
    judged(
      confused.pairs.map { first, second in
        let (forth, back) = (counts[first, second], counts[second, first])
        let total = forth + back
        // The share of one way is (index + 1) / 2.
        let interval = WilsonInterval.of(forth, in: total, confidence: 1 - 2 * level).map {
          2 * $0.lowerBound - 1...2 * $0.upperBound - 1
        }
        return Observed(
          forth: forth, back: back,
          index: total == 0 ? nil : Double(forth - back) / Double(total), interval: interval,
          pValue: total == 0 ? nil : BinomialTest.twoSided(forth, in: total))
      })
  }

  /// People's, for each pair.
  func findings(
    _ votes: HumanVotes, sums: [ErrorGroup.Edge: Int], labels: [Int], _ confused: ConfusedPairs
  ) -> [ConfusionPatterns.Finding] {
    let rows = Dictionary(grouping: labels.indices) { labels[$0] }
    return judged(
      confused.pairs.map { first, second in
        let (own, other) = (rows[first] ?? [], rows[second] ?? [])
        let forth = Sample("forth", own.map { votes.share(of: second, row: $0) })
        let back = Sample("back", other.map { votes.share(of: first, row: $0) })
        let index = SymmetryIndex(forth, back)
        return Observed(
          forth: sums[.init(label: first, predicted: second), default: 0],
          back: sums[.init(label: second, predicted: first), default: 0],
          index: index?.value,
          interval: index?.interval(confidence: 1 - 2 * level),
          pValue: try? TTest(forth, back, form: .welch).pValue)
      })
  }

  private func judged(_ observed: [Observed]) -> [ConfusionPatterns.Finding] {
    var adjusted = MultipleTests.holm(observed.compactMap(\.pValue)).makeIterator()
    return observed.map { pair in
      let holm = pair.pValue == nil ? nil : adjusted.next()
      return ConfusionPatterns.Finding(
        forth: pair.forth, back: pair.back, symmetryIndex: pair.index, interval: pair.interval,
        pValue: pair.pValue, holmP: holm, verdict: verdict(pair, holm))
    }
  }

  private func verdict(_ pair: Observed, _ holm: Double?) -> ConfusionPatterns.Verdict {
    guard let index = pair.index, let holm else { return .undecided }
    // A difference that is sure may still be too small to matter.
    if let interval = pair.interval, interval.lowerBound > -margin, interval.upperBound < margin {
      return .bothWays
    }
    return holm < level ? (index > 0 ? .oneWay : .oneWayBack) : .undecided
  }
}

/// (a - b) / (a + b) of two means, with the interval that the spread of the values gives.
struct SymmetryIndex {
  let value: Double
  private let variance: Double?

  /// Nil where both means are 0 or there are no values.
  init?(_ forth: Sample, _ back: Sample) {
    guard let a = forth.mean, let b = back.mean, a + b > 0 else { return nil }
    value = (a - b) / (a + b)
    // The delta method: the derivatives are 2b / (a + b)² and -2a / (a + b)².
    variance = forth.variance.flatMap { first in
      back.variance.map { second in
        let square = (a + b) * (a + b)
        let (up, down) = (2 * b / square, 2 * a / square)
        return up * up * first / Double(forth.count) + down * down * second / Double(back.count)
      }
    }
  }

  /// Nil without a spread to tell it from.
  func interval(confidence: Double) -> ClosedRange<Double>? {
    guard let variance, variance > 0 else { return nil }
    let reach = NormalDistribution.reach(confidence: confidence) * variance.squareRoot()
    return max(-1, value - reach)...min(1, value + reach)
  }
}
