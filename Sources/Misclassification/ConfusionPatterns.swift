import Statistics

/// Whether two classes are taken for each other, or one for the other only, judged from the counts
/// both ways, n_ij and n_ji.
///
/// v_j|i, by which the paper judges, is a share of the errors of its own class, so equal counts can
/// look one-sided (a class with few errors needs few images for an edge).
package struct ConfusionPatterns: Encodable, Sendable {
  package enum Verdict: String, Encodable, Sendable, CaseIterable {
    /// More often from the first class to the second than back.
    case oneWay = "one-way"
    /// The other way round.
    case oneWayBack = "one-way back"
    /// Both ways: the interval of the symmetry index lies within the margin.
    case bothWays = "both ways"
    /// Too few images to tell.
    case undecided
  }

  /// One pair of classes as one observer confuses them.
  package struct Finding: Encodable, Sendable {
    /// n_ij: images of the first class taken for the second (for people, votes).
    package let forth: Int
    /// n_ji.
    package let back: Int
    /// (n_ij - n_ji) / (n_ij + n_ji), -1...1; nil where nobody confuses the two.
    package let symmetryIndex: Double?
    /// 90 %, so that lying within the margin is a test at 5 %.
    package let interval: ClosedRange<Double>?
    /// The exact binomial test of equal shares both ways; for people, Welch's test of the images'
    /// vote shares, as the votes on one image hang together.
    package let pValue: Double?
    /// Adjusted by Holm's method over the pairs that the observer confuses.
    package let holmP: Double?
    package let verdict: Verdict
  }

  /// One pair of classes, over all observers.
  package struct Pair: Encodable, Sendable {
    /// Places of the classes.
    package let first: Int
    package let second: Int
    /// In the order of the observers; people last.
    package let findings: [Finding]
    /// What all observers say; nil where they differ, or one cannot tell.
    package let verdictOfAll: Verdict?

    /// Images confused either way, over all models.
    package func count(models: Int) -> Int {
      findings[..<models].reduce(0) { $0 + $1.forth + $1.back }
    }
  }

  package let classes: [String]
  /// Models in their order, then people, if they joined.
  package let observers: [String]
  package let modelCount: Int
  /// The largest symmetry index, either way, that counts as both ways.
  package let margin: Double
  /// The level of the tests.
  package let level: Double
  /// Whether classes have different numbers of images, so that equal rates give unequal counts.
  package let classSizesDiffer: Bool
  /// Those that somebody confuses, most images first; of equals by class.
  package let pairs: [Pair]
  /// Nil unless people joined.
  package let humans: HumanAgreement?

  /// - Parameters:
  ///   - votes: of people on the same images, who join as one more observer.
  ///   - margin: between 0 and 1, both excluded.
  /// - Precondition: at least one observer.
  package init(
    _ joint: JointPredictions, votes: HumanVotes? = nil, margin: Double = 1.0 / 3,
    level: Double = 0.05
  ) throws {
    let counts = try joint.counts()
    classes = joint.classNames
    observers = joint.observers.map(\.name) + (votes == nil ? [] : [HumanVotes.name])
    modelCount = counts.count
    self.margin = margin
    self.level = level
    classSizesDiffer = Set(counts[0].images).count > 1
    humans = votes.map { HumanAgreement(joint, $0) }
    let judge = PatternJudge(margin: margin, level: level)
    var found = counts.map { judge.findings($0) }
    if let votes { found.append(judge.findings(votes, labels: joint.labels)) }
    let models = counts.count
    let classCount = joint.classCount
    pairs = (0..<classCount).flatMap { first in
      (first + 1..<max(classCount, first + 1)).map { second in
        let findings = found.map { $0[PatternJudge.place(first, second, classCount)] }
        let verdicts = Set(findings.map(\.verdict))
        return Pair(
          first: first, second: second, findings: findings,
          verdictOfAll: verdicts.count == 1 && verdicts != [.undecided] ? verdicts.first : nil)
      }
    }
    .filter { $0.findings.contains { $0.forth + $0.back > 0 } }
    .sorted {
      ($1.count(models: models), $0.first, $0.second)
        < ($0.count(models: models), $1.first, $1.second)
    }
  }

  /// The pairs of which every observer says the same.
  package func pairs(in verdict: Verdict) -> [Pair] {
    pairs.filter { $0.verdictOfAll == verdict }
  }
}

/// Makes findings of counts both ways.
struct PatternJudge {
  let margin: Double
  let level: Double

  /// Where the pair of classes stands among all, in order.
  static func place(_ first: Int, _ second: Int, _ classCount: Int) -> Int {
    first * (2 * classCount - first - 1) / 2 + second - first - 1
  }

  /// One observed pair, before the p-values are adjusted.
  private struct Observed {
    let forth: Int
    let back: Int
    let index: Double?
    let interval: ClosedRange<Double>?
    let pValue: Double?
  }

  /// A model's, for every pair of classes in order.
  func findings(_ counts: ConfusionCounts) -> [ConfusionPatterns.Finding] {
    judged(
      Self.pairs(counts.classCount).map { first, second in
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

  /// People's, for every pair of classes in order.
  func findings(_ votes: HumanVotes, labels: [Int]) -> [ConfusionPatterns.Finding] {
    let rows = Dictionary(grouping: labels.indices) { labels[$0] }
    return judged(
      Self.pairs(votes.classCount).map { first, second in
        let (own, other) = (rows[first] ?? [], rows[second] ?? [])
        let forth = Sample("forth", own.map { votes.share(of: second, row: $0) })
        let back = Sample("back", other.map { votes.share(of: first, row: $0) })
        let index = SymmetryIndex(forth, back)
        return Observed(
          forth: own.reduce(0) { $0 + votes[$1, second] },
          back: other.reduce(0) { $0 + votes[$1, first] }, index: index?.value,
          interval: index?.interval(confidence: 1 - 2 * level),
          pValue: try? TTest(forth, back, form: .welch).pValue)
      })
  }

  private static func pairs(_ classCount: Int) -> [(first: Int, second: Int)] {
    (0..<classCount).flatMap { first in
      (first + 1..<max(classCount, first + 1)).map { (first, $0) }
    }
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
