import Statistics
import Testing

/// Against what Scripts/make-regression-goldens.py got from scikit-learn.
@Suite struct RegressionTests {
  private struct Case: Decodable {
    let rows: [[Double]]
    let outcomes: [Bool]
    let rowWeights: [Double]
    let penalty: Double
    let constant: Double
    let weights: [Double]
    let scores: [Double]
    let isFirst: [Bool]
    let area: Double
  }

  @Test func weightsAreScikitLearns() throws {
    let cases = try Goldens.read("regression.json", as: [Case].self)
    #expect(cases.count == 4)
    for one in cases {
      let found = try LogisticRegression(
        one.rows, outcomes: one.outcomes, rowWeights: one.rowWeights, penalty: one.penalty)
      expectClose(found.constant, one.constant, within: 1e-8)
      for (weight, expected) in zip(found.weights, one.weights) {
        expectClose(weight, expected, within: 1e-8)
      }
      expectClose(try ROCArea.of(one.scores, isFirst: one.isFirst), one.area, within: 1e-12)
    }
  }

  @Test func atTheMinimumTheSlopeIsZero() throws {
    for one in try Goldens.read("regression.json", as: [Case].self) {
      let fit = try LogisticRegression(
        one.rows, outcomes: one.outcomes, rowWeights: one.rowWeights, penalty: one.penalty)
      var slopes = [0.0] + fit.weights.map { one.penalty * $0 }
      for (place, row) in one.rows.enumerated() {
        let rest = one.rowWeights[place] * (fit.probability(row) - (one.outcomes[place] ? 1 : 0))
        for (column, value) in ([1] + row).enumerated() { slopes[column] += rest * value }
      }
      #expect(slopes.allSatisfy { $0.magnitude < 1e-9 }, "\(slopes)")
    }
  }

  @Test func oneOutcomeIsNotDefined() {
    #expect(throws: NotDefined.self) {
      try LogisticRegression([[1], [2]], outcomes: [true, true])
    }
    #expect(throws: NotDefined.self) {
      try LogisticRegression([[1], [.infinity]], outcomes: [true, false])
    }
    #expect(throws: NotDefined.self) { try ROCArea.of([1, 2], isFirst: [false, false]) }
    #expect(throws: NotDefined.self) { try ROCArea.of([1, .nan], isFirst: [true, false]) }
  }

  @Test func areaOfKnownOrders() throws {
    #expect(try ROCArea.of([1, 2, 3, 4], isFirst: [false, false, true, true]) == 1)
    #expect(try ROCArea.of([1, 2, 3, 4], isFirst: [true, true, false, false]) == 0)
    #expect(try ROCArea.of([5, 5, 5], isFirst: [true, false, false]) == 0.5)
    #expect(try ROCArea.of([1, 2, 2], isFirst: [false, true, false]) == 0.75)
  }
}
