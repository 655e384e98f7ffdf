import Statistics
import Testing

/// Tests of means and of ranks.
@Suite struct MeanTestTests {
  private struct T: Decodable {
    let first, second: [Double]
    /// Statistic, degrees of freedom, p-value and, but for the published form, the interval.
    let pooled, asPublished, welch: [Double]
    let margin: Double
    let equivalence: [Double]
  }

  private struct Hedges: Decodable {
    let first, second: [Double]
    let g, low, high: Double
  }

  private struct MannWhitney: Decodable {
    let first, second: [Double]
    let statistic, pValue: Double
    let method: String
  }

  private struct Permutation: Decodable {
    let first, second: [Double]
    let difference, pValue: Double
  }

  private struct File: Decodable {
    let t: [T]
    let hedges: [Hedges]
    let mannWhitney: [MannWhitney]
    let permutation: [Permutation]
    let tango: [[Double]]
    /// Values, ends, and the confidence.
    let percentiles: [[[Double]]]
  }

  private let goldens: File

  init() throws {
    goldens = try Goldens.read("mean-tests.json")
  }

  @Test func t() throws {
    for golden in goldens.t {
      let (first, second) = (Sample("a", golden.first), Sample("b", golden.second))
      for (form, numbers) in [
        (TTest.Form.pooled, golden.pooled), (.asPublished, golden.asPublished),
        (.welch, golden.welch),
      ] {
        let test = try TTest(first, second, form: form)
        // Values near a million that differ by a hundredth have lost eight of their digits.
        let rtol = golden.first[0] > 1e5 ? 1e-6 : tolerance
        expectClose(test.statistic, numbers[0], within: rtol)
        expectClose(test.degreesOfFreedom, numbers[1], within: rtol)
        expectClose(test.pValue, numbers[2], within: rtol)
        guard numbers.count > 3 else { continue }
        let interval = test.interval()
        expectClose(interval.lowerBound, numbers[3], within: rtol)
        expectClose(interval.upperBound, numbers[4], within: rtol)
      }
    }
  }

  /// The numbers by which the published form was recognised.
  @Test func publishedForm() throws {
    let (first, second) = (Sample("a", [1, 2, 3, 4]), Sample("b", [2, 4, 6, 8, 10]))
    let test = try TTest(first, second, form: .asPublished)
    #expect((test.statistic + 2.199888).magnitude < 1e-6 && test.degreesOfFreedom == 8)
    #expect((test.pValue - 0.059004).magnitude < 1e-6)
  }

  @Test func equivalence() throws {
    for golden in goldens.t {
      let test = try EquivalenceTest(
        Sample("a", golden.first), Sample("b", golden.second), margin: golden.margin)
      let rtol = golden.first[0] > 1e5 ? 1e-6 : tolerance
      expectClose(test.lowerP, golden.equivalence[0], within: rtol)
      expectClose(test.upperP, golden.equivalence[1], within: rtol)
      #expect(test.pValue == max(test.lowerP, test.upperP))
    }
  }

  @Test(arguments: TTest.Form.allCases)
  func meansOfTooLittleAreNotDefined(form: TTest.Form) {
    let good = Sample("good", [1, 2])
    for (sample, word) in [(Sample("x", []), "'x' has no values"), (Sample("y", [3]), "one value")]
    {
      for pair in [(good, sample), (sample, good)] {
        let error = #expect(throws: NotDefined.self) { try TTest(pair.0, pair.1, form: form) }
        #expect(error?.reason.contains(word) ?? false)
      }
    }
    let error = #expect(throws: NotDefined.self) {
      try TTest(Sample("x", [1, 1]), Sample("y", [2, 2, 2]), form: form)
    }
    #expect(error?.reason.contains("differs") ?? false)
    #expect(throws: NotDefined.self) {
      try TTest(Sample("x", [1e-200, 2e-200]), Sample("y", [1, 1]), form: form)
    }
  }

  @Test func hedges() throws {
    for golden in goldens.hedges {
      let effect = try HedgesG(Sample("a", golden.first), Sample("b", golden.second))
      expectClose(effect.value, golden.g)
      expectClose(effect.interval.lowerBound, golden.low)
      expectClose(effect.interval.upperBound, golden.high)
    }
  }

  @Test func mannWhitney() throws {
    for golden in goldens.mannWhitney {
      let test = try MannWhitneyTest(Sample("a", golden.first), Sample("b", golden.second))
      #expect(test.statistic == golden.statistic && test.method.rawValue == golden.method)
      expectClose(test.pValue, golden.pValue)
      let other = try MannWhitneyTest(Sample("b", golden.second), Sample("a", golden.first))
      #expect(other.pValue == test.pValue)
      expectClose(other.commonLanguageEffect, 1 - test.commonLanguageEffect)
    }
  }

  @Test func permutationOfFewIsExact() throws {
    for golden in goldens.permutation {
      let test = try PermutationTest(
        Sample("a", golden.first), Sample("b", golden.second), seed: 1)
      #expect(test.isExact)
      expectClose(test.difference, golden.difference)
      expectClose(test.pValue, golden.pValue)
    }
  }

  /// Random divisions come out near the exact p-value: within four standard deviations.
  @Test func permutationOfManyIsDrawn() throws {
    let golden = try #require(goldens.permutation.last)
    let (first, second) = (Sample("a", golden.first), Sample("b", golden.second))
    let draws = 1700
    let test = try PermutationTest(first, second, divisions: draws, seed: 7)
    #expect(!test.isExact && test.divisions == draws)
    let deviation = 2 * (golden.pValue / 2 / Double(draws)).squareRoot()
    #expect((test.pValue - golden.pValue).magnitude < 4 * deviation)
    let (again, other) = (
      try PermutationTest(first, second, divisions: draws, seed: 7),
      try PermutationTest(first, second, divisions: draws, seed: 8)
    )
    #expect(again == test && other.pValue != test.pValue)
  }

  @Test func ranksOfNothingAreNotDefined() {
    for (first, second, word): ([Double], [Double], String) in [
      ([], [1.0], "'x' has no values"), ([1], [], "'y' has no values"),
      ([2, 2], [2, 2], "all values are equal"),
    ] {
      let (first, second) = (Sample("x", first), Sample("y", second))
      let ranks = #expect(throws: NotDefined.self) { try MannWhitneyTest(first, second) }
      #expect(ranks?.reason.contains(word) ?? false)
      let divisions = #expect(throws: NotDefined.self) {
        try PermutationTest(first, second, seed: 0)
      }
      #expect(divisions?.reason.contains(word) ?? false)
    }
  }

  @Test func pairedDifference() throws {
    for row in goldens.tango {
      let (b, c, n) = (Int(row[0]), Int(row[1]), Int(row[2]))
      let interval = try #require(
        PairedDifferenceInterval.of(onlyFirst: b, onlySecond: c, in: n, confidence: row[3]))
      // The reference maximises a likelihood in double precision.
      #expect((interval.lowerBound - row[4]).magnitude < 1e-9, "\(row)")
      #expect((interval.upperBound - row[5]).magnitude < 1e-9, "\(row)")
      let turned = try #require(
        PairedDifferenceInterval.of(onlyFirst: c, onlySecond: b, in: n, confidence: row[3]))
      #expect((turned.lowerBound + interval.upperBound).magnitude < 1e-12)
    }
    #expect(PairedDifferenceInterval.of(onlyFirst: 0, onlySecond: 0, in: 0) == nil)
    #expect(PairedDifferenceInterval.of(onlyFirst: 3, onlySecond: 0, in: 3)?.upperBound == 1)
    #expect(PairedDifferenceInterval.of(onlyFirst: 0, onlySecond: 3, in: 3)?.lowerBound == -1)
  }

  @Test func percentiles() throws {
    for golden in goldens.percentiles {
      let interval = try PercentileInterval.of(golden[0], confidence: golden[2][0])
      expectClose(interval.lowerBound, golden[1][0])
      expectClose(interval.upperBound, golden[1][1])
    }
    #expect(throws: NotDefined.self) { try PercentileInterval.of([]) }
  }
}
