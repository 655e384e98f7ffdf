package import Statistics

/// Whether a network is as sure of one kind of mistake as of another ("Causal Explanations of Image
/// Misclassifications", equations 4 to 6 and figure 8).
package struct ScoreComparison: Encodable, Sendable {
  package struct Settings: Encodable, Sendable {
    package var statistic = ScoreStatistic.logitDifference
    /// Adds the published t-test, which divides by one too many.
    package var asPublished = false
    /// How far apart means may be and still count as equal, in pooled standard deviations.
    package var margin = 0.5
    /// Random divisions of the permutation test.
    package var divisions = 9999
    package var seed: UInt64 = 0

    package init() {}
  }

  package struct Group: Encodable, Sendable {
    package let name: String
    /// Such as `cat>dog`.
    package let mistakes: [String]
    /// One per mistake of the group, in the order of the images.
    package let values: [Double]
    package let count: Int
    /// Mistakes whose scores leave the statistic without a value.
    package let withoutValue: Int
    package let mean: Double?
    package let standardDeviation: Double?
  }

  /// The tests of one pair of groups.
  package struct Pair: Encodable, Sendable {
    package let first: String
    package let second: String
    package let welch: Stated<TTest>
    /// Of the difference of the means, first minus second; 95 %, by Welch's test.
    package let difference: ClosedRange<Double>?
    package let pooled: Stated<TTest>
    package let asPublished: Stated<TTest>?
    package let mannWhitney: Stated<MannWhitneyTest>
    package let permutation: Stated<PermutationTest>
    package let hedgesG: Stated<HedgesG>
    package let equivalence: Stated<EquivalenceTest>
  }

  package struct Model: Encodable, Sendable {
    package let name: String
    /// What the scores of its file are, as told or found.
    package let scores: Predictions.Scores.Kind
    package let groups: [Group]
    /// Every pair of groups.
    package let pairs: [Pair]
  }

  package let settings: Settings
  package let models: [Model]

  /// - Parameter loop: what works on the divisions of the permutation tests.
  /// - Throws: `MisclassificationError` where a model comes without scores, and what the loop stops
  ///   with.
  package init<Failure>(
    _ joint: JointPredictions, groups: [ErrorGroup], settings: Settings,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    self.settings = settings
    models = try joint.observers.map { observer in
      guard let scores = observer.scores else {
        throw MisclassificationError.scoresMissing(source: observer.source)
      }
      let samples = groups.map { Self.sample($0, joint, observer, scores, settings.statistic) }
      var pairs: [Pair] = []
      for (place, first) in samples.enumerated() {
        for second in samples[(place + 1)...] {
          pairs.append(try Pair(first.sample, second.sample, settings, loop))
        }
      }
      return Model(
        name: observer.name, scores: scores.kind,
        groups: zip(groups, samples).map { group, found in
          Group(
            name: group.name,
            mistakes: group.edges.map {
              joint.classNames[$0.label] + ">" + joint.classNames[$0.predicted]
            },
            values: found.sample.values, count: found.sample.count, withoutValue: found.without,
            mean: found.sample.mean, standardDeviation: found.sample.variance?.squareRoot())
        }, pairs: pairs)
    }
  }

  private static func sample(
    _ group: ErrorGroup, _ joint: JointPredictions, _ observer: JointPredictions.Observer,
    _ scores: Predictions.Scores, _ statistic: ScoreStatistic
  ) -> (sample: Sample, without: Int) {
    let edges = Set(group.edges)
    var (values, without): ([Double], Int) = ([], 0)
    for (row, (label, predicted)) in zip(joint.labels, observer.predicted).enumerated()
    where edges.contains(.init(label: label, predicted: predicted)) {
      let value = statistic.value(scores[row], scores.kind, label: label, predicted: predicted)
      if let value, value.isFinite { values.append(value) } else { without += 1 }
    }
    return (Sample(group.name, values), without)
  }
}

extension ScoreComparison.Pair {
  fileprivate init<Failure>(
    _ first: Sample, _ second: Sample, _ settings: ScoreComparison.Settings,
    _ loop: PieceLoop<Failure>
  ) throws {
    (self.first, self.second) = (first.name, second.name)
    func test(_ form: TTest.Form) -> Stated<TTest> {
      Stated { () throws(NotDefined) in try TTest(first, second, form: form) }
    }
    let pooled = test(.pooled)
    welch = test(.welch)
    difference = welch.value?.interval()
    self.pooled = pooled
    asPublished = settings.asPublished ? test(.asPublished) : nil
    mannWhitney = Stated { () throws(NotDefined) in try MannWhitneyTest(first, second) }
    do {
      permutation = Stated(
        .success(
          try PermutationTest(
            first, second, divisions: settings.divisions, seed: settings.seed, by: loop)))
    } catch let error as NotDefined {
      permutation = Stated(.failure(error))
    }
    hedgesG = Stated { () throws(NotDefined) in try HedgesG(first, second) }
    equivalence = Stated { () throws(NotDefined) in
      let test = try pooled.outcome.get()
      let groups = 1 / Double(first.count) + 1 / Double(second.count)
      let deviation = test.standardError / groups.squareRoot()
      return try EquivalenceTest(first, second, margin: settings.margin * deviation)
    }
  }
}
