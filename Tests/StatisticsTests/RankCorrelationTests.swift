import Statistics
import Testing

/// Spearman's correlation, and the interaction of two causes.
@Suite struct RankCorrelationTests {
  private func settings(_ permutations: Int = 999) -> RankCorrelation.Settings {
    var settings = RankCorrelation.Settings(seed: 4)
    (settings.resamples, settings.permutations) = (200, permutations)
    return settings
  }

  /// SciPy 1.16: spearmanr([1,2,2,4,7,3],[2,1,4,4,9,3]).statistic.
  @Test func equalsSciPyWithTies() throws {
    let found = try RankCorrelation([1, 2, 2, 4, 7, 3], [2, 1, 4, 4, 9, 3], settings())
    #expect(abs(found.value - 0.75) < 1e-12)
    #expect(found.count == 6 && found.interval.contains(found.value))
  }

  /// Of the 24 orders of four things, two are as far from 0 as the observed one.
  @Test func permutationsTellHowRareAnOrderIs() throws {
    let found = try RankCorrelation([1, 2, 3, 4], [4, 3, 2, 1], settings(9999))
    #expect(found.value == -1)
    #expect(abs(found.pValue - 2.0 / 24) < 0.01)
  }

  /// Two groups far apart, each falling: together they rise.
  @Test func groupsAreLookedInto() throws {
    let first = (0..<10).map(Double.init)
    let second: [Double] = [4, 3, 2, 1, 0, 14, 13, 12, 11, 10]
    let groups = [0, 0, 0, 0, 0, 7, 7, 7, 7, 7]
    #expect(try RankCorrelation(first, second, settings()).value > 0.4)
    let within = try RankCorrelation(first, second, groups: groups, settings())
    #expect(within.value == -1 && within.pValue <= 0.002)
  }

  @Test func isNotDefinedWithoutVariation() {
    #expect(throws: NotDefined.self) { try RankCorrelation([1, 1, 1], [1, 2, 3], settings()) }
    #expect(throws: NotDefined.self) { try RankCorrelation([1, 2], [1, 2], settings()) }
    #expect(throws: NotDefined.self) {
      try RankCorrelation([1, 1, 2, 2], [1, 2, 3, 4], groups: [0, 0, 1, 1], settings())
    }
  }

  /// Ten things: two err with the first cause, three with the second, none without.
  private func outcomes(both: Int) -> [FactorialInteraction.Outcomes] {
    (0..<10).map {
      .init(neither: false, first: $0 < 2, second: (2..<5).contains($0), both: $0 < both)
    }
  }

  @Test func causesThatAddUpDoNotInteract() throws {
    let found = try FactorialInteraction(outcomes(both: 5), resamples: 400)
    #expect(found.expectedByCounts == 5 && found.both == 5)
    #expect(found.additive.value == 0 && found.additive.interval == 0...0)
    #expect(found.additive.pValue == 1)
    // (2.5 / 8.5) (3.5 / 7.5) / (0.5 / 10.5) = 2.882, of ten 7.42.
    #expect(abs(found.expectedByLogits - 7.424) < 0.001)
    #expect(found.logit.value < 0)
  }

  @Test func causesThatNeedEachOtherInteract() throws {
    let found = try FactorialInteraction(outcomes(both: 10), resamples: 400)
    #expect(found.additive.value == 0.5 && found.additive.interval.lowerBound > 0)
    #expect(found.additive.pValue < 0.02)
    #expect(throws: NotDefined.self) { try FactorialInteraction([]) }
  }
}
