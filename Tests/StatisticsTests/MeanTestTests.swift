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

  private struct File: Decodable {
    let t: [T]
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
}
