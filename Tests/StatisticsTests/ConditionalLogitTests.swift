import Statistics
import Testing

/// Against what Scripts/make-correction-goldens.py got from SciPy.
@Suite struct ConditionalLogitTests {
  private struct Case: Decodable {
    let values: [Float]
    let numbers: Int
    let classes: Int
    let outcomes: [Int]
    let penalty: Double
    let centre: Double
    let hasOffsets: Bool
    let weights: [Double]
    let offsets: [Double]
    let meanLoss: Double

    var table: ScoreTable {
      ScoreTable(values: values, numbers: numbers, classes: classes, outcomes: outcomes)
    }
  }

  @Test func weightsAndLossAreSciPys() throws {
    let cases = try Goldens.read("conditional-logit.json", as: [Case].self)
    #expect(cases.count == 3)
    for one in cases {
      let fit = try ConditionalLogit(
        one.table, centre: one.centre, penalty: one.penalty, hasOffsets: one.hasOffsets)
      #expect(fit.weights.count == one.numbers && fit.offsets.count == one.offsets.count)
      for (found, expected) in zip(fit.weights + fit.offsets, one.weights + one.offsets) {
        #expect((found - expected).magnitude < 1e-6, "found \(found), expected \(expected)")
      }
      expectClose(fit.meanLoss(of: one.table), one.meanLoss, within: 1e-8)
    }
  }

  @Test func theStartDoesNotMatter() throws {
    for one in try Goldens.read("conditional-logit.json", as: [Case].self) {
      func fit(_ penalty: Double, from start: ConditionalLogit? = nil) throws -> ConditionalLogit {
        try ConditionalLogit(
          one.table, centre: one.centre, penalty: penalty, hasOffsets: one.hasOffsets,
          start: start)
      }
      let direct = try fit(one.penalty)
      let other = try fit(one.penalty, from: fit(100))
      for (first, second) in zip(direct.weights, other.weights) {
        #expect((first - second).magnitude < 1e-6)
      }
    }
  }

  @Test func aLargePenaltyKeepsTheCentre() throws {
    let one = try Goldens.read("conditional-logit.json", as: [Case].self)[1]
    let fit = try ConditionalLogit(one.table, centre: 0.2, penalty: 1e9, hasOffsets: true)
    #expect(fit.weights.allSatisfy { ($0 - 0.2).magnitude < 1e-6 })
    #expect(fit.offsets.allSatisfy { $0.magnitude < 1e-6 })
  }

  @Test func whatCannotBeFittedIsNotDefined() {
    #expect(throws: NotDefined.self) {
      try ConditionalLogit(
        ScoreTable(values: [], numbers: 1, classes: 2, outcomes: []), centre: 0, penalty: 1,
        hasOffsets: false)
    }
    #expect(throws: NotDefined.self) {
      try ConditionalLogit(
        ScoreTable(values: [.nan, 1], numbers: 1, classes: 2, outcomes: [0]), centre: 0,
        penalty: 1, hasOffsets: false)
    }
  }
}
