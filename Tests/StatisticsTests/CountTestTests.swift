import Statistics
import Testing

/// Tests of counts, against SciPy and, where it has none, against the definition in exact
/// fractions.
@Suite struct CountTestTests {
  private struct Homogeneity: Decodable {
    let table: [[Double]]
    let chiSquared, chiSquaredP, likelihoodRatio, likelihoodRatioP: Double
    let cramersV, minimumExpected: Double
    let degreesOfFreedom: Int
  }

  private struct McNemar: Decodable {
    let onlyFirst, onlySecond: Int
    let exactP: Double
    let chiSquared, asymptoticP, correctedChiSquared, correctedP: Double?
  }

  private struct Cochran: Decodable {
    let totals, rowTotals: [Int]
    let statistic, pValue: Double
  }

  private struct Adjusted: Decodable {
    let pValues, holm, benjaminiHochberg: [Double]
  }

  private struct File: Decodable {
    let homogeneity: [Homogeneity]
    let binomial: [[Double]]
    let mcnemar: [McNemar]
    let cochran: [Cochran]
    let adjusted: [Adjusted]
    let intervals: [[Double]]
  }

  private let goldens: File

  init() throws {
    goldens = try Goldens.read("count-tests.json")
  }

  @Test func homogeneity() throws {
    for golden in goldens.homogeneity {
      let test = try HomogeneityTest(values: golden.table)
      expectClose(test.chiSquared, golden.chiSquared)
      expectClose(test.chiSquaredP, golden.chiSquaredP)
      expectClose(test.likelihoodRatio, golden.likelihoodRatio)
      expectClose(test.likelihoodRatioP, golden.likelihoodRatioP)
      expectClose(test.cramersV, golden.cramersV)
      expectClose(test.minimumExpected, golden.minimumExpected)
      #expect(test.degreesOfFreedom == golden.degreesOfFreedom)
    }
  }

  @Test func homogeneityLeavesOutWhatIsEmpty() throws {
    let test = try HomogeneityTest(counts: [[3, 0, 5], [0, 0, 0], [4, 0, 1]])
    #expect(test.emptyRows == [1] && test.emptyColumns == [1] && test.degreesOfFreedom == 1)
    #expect(test.total == 13)
    #expect(try test.chiSquared == HomogeneityTest(counts: [[3, 5], [4, 1]]).chiSquared)
  }

  @Test(arguments: [
    ([[0, 0], [0, 0]], "no row"), ([[3, 4], [0, 0]], "only one row"),
    ([[3, 0], [4, 0]], "only one column"), ([], "no row"),
  ])
  func homogeneityOfNothingIsNotDefined(counts: [[Int]], word: String) {
    let error = #expect(throws: NotDefined.self) { try HomogeneityTest(counts: counts) }
    #expect(error?.reason.contains(word) ?? false)
  }

  @Test func binomial() {
    for row in goldens.binomial {
      expectClose(BinomialTest.twoSided(Int(row[0]), in: Int(row[1]), share: row[2]), row[3], row)
    }
    #expect(BinomialTest.twoSided(0, in: 0) == 1)
    #expect(BinomialTest.twoSided(2, in: 5, share: 0) == 0)
    #expect(BinomialTest.twoSided(5, in: 5, share: 1) == 1)
  }

  @Test func mcnemar() {
    for golden in goldens.mcnemar {
      let test = McNemarTest(onlyFirst: golden.onlyFirst, onlySecond: golden.onlySecond)
      let other = McNemarTest(onlyFirst: golden.onlySecond, onlySecond: golden.onlyFirst)
      expectClose(test.exactP, golden.exactP)
      expectClose(test.chiSquared, golden.chiSquared)
      expectClose(test.asymptoticP, golden.asymptoticP)
      expectClose(test.correctedChiSquared, golden.correctedChiSquared)
      expectClose(test.correctedP, golden.correctedP)
      #expect(test.exactP == other.exactP && test.correctedP == other.correctedP)
    }
  }

  @Test func cochran() throws {
    for golden in goldens.cochran {
      let test = try CochranTest(totals: golden.totals, rowTotals: golden.rowTotals)
      expectClose(test.statistic, golden.statistic)
      expectClose(test.pValue, golden.pValue)
    }
  }

  @Test func cochranOfTwoIsMcNemar() throws {
    // 5 things only the first has, 12 only the second, 30 both, 53 neither.
    let q = try CochranTest(totals: [35, 42], rowTotals: [53, 17, 30])
    let test = McNemarTest(onlyFirst: 5, onlySecond: 12)
    expectClose(q.statistic, test.chiSquared)
    expectClose(q.pValue, test.asymptoticP)
  }

  @Test func cochranNeedsADifference() {
    #expect(throws: NotDefined.self) { try CochranTest(totals: [4, 4], rowTotals: [6, 0, 4]) }
    #expect(throws: NotDefined.self) { try CochranTest(totals: [4], rowTotals: [6, 4]) }
  }

  @Test func adjusted() {
    for golden in goldens.adjusted {
      for (found, expected) in [
        (MultipleTests.holm(golden.pValues), golden.holm),
        (MultipleTests.benjaminiHochberg(golden.pValues), golden.benjaminiHochberg),
      ] {
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) { expectClose(found, expected) }
      }
    }
    #expect(MultipleTests.holm([]) == [] && MultipleTests.benjaminiHochberg([]) == [])
  }

  @Test func intervals() throws {
    for row in goldens.intervals {
      let (successes, trials, confidence) = (Int(row[0]), Int(row[1]), row[2])
      let wilson = try #require(
        WilsonInterval.of(successes, in: trials, confidence: confidence))
      expectClose(wilson.lowerBound, row[3], row)
      expectClose(wilson.upperBound, row[4], row)
      let exact = try #require(
        ClopperPearsonInterval.of(successes, in: trials, confidence: confidence))
      expectClose(exact.lowerBound, row[5], row)
      expectClose(exact.upperBound, row[6], row)
    }
    #expect(WilsonInterval.of(0, in: 0) == nil && ClopperPearsonInterval.of(0, in: 0) == nil)
  }
}
