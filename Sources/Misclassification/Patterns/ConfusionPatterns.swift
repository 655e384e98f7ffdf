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
    self.init(
      try CountedModels(joint), people: votes.map { (joint, $0) }, margin: margin, level: level)
  }

  /// What the counts alone tell.
  package init(_ models: CountedModels, margin: Double = 1.0 / 3, level: Double = 0.05) {
    self.init(models, people: nil, margin: margin, level: level)
  }

  private init(
    _ models: CountedModels, people voting: (joint: JointPredictions, votes: HumanVotes)?,
    margin: Double, level: Double
  ) {
    let counts = models.counts
    classes = models.classNames
    observers = models.modelNames + (voting == nil ? [] : [HumanVotes.name])
    modelCount = counts.count
    self.margin = margin
    self.level = level
    classSizesDiffer = counts.contains { Set($0.images).count > 1 }
    humans = voting.map { HumanAgreement($0.joint, $0.votes) }
    let people = voting.map { $0.votes.sums(labels: $0.joint.labels) }
    let confused = ConfusedPairs(
      counts.map { $0.confusions.map { .init(label: $0.label, predicted: $0.predicted) } }
        + (people.map { [Array($0.keys)] } ?? []))
    let judge = PatternJudge(margin: margin, level: level)
    var found = counts.map { judge.findings($0, confused) }
    if let voting, let people {
      found.append(
        judge.findings(voting.votes, sums: people, labels: voting.joint.labels, confused))
    }
    let count = counts.count
    pairs = confused.pairs.enumerated().map { place, pair in
      let findings = found.map { $0[place] }
      let verdicts = Set(findings.map(\.verdict))
      return Pair(
        first: pair.first, second: pair.second, findings: findings,
        verdictOfAll: verdicts.count == 1 && verdicts != [.undecided] ? verdicts.first : nil)
    }
    .sorted {
      ($1.count(models: count), $0.first, $0.second)
        < ($0.count(models: count), $1.first, $1.second)
    }
  }

  /// The pairs of which every observer says the same.
  package func pairs(in verdict: Verdict) -> [Pair] {
    pairs.filter { $0.verdictOfAll == verdict }
  }
}
