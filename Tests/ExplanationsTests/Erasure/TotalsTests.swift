import Foundation
import Testing

import Explanations

@Suite struct TotalsTests {
  /// (label, before, after, erased pixels of 10, after under the two control draws)
  private static let cases = [
    (0, 0, 0, 1, 0, 0),  // right, stays right
    (0, 0, 2, 2, 0, 1),  // right, broken
    (1, 1, 0, 3, 0, 1),  // right, broken
    (1, 0, 1, 4, 1, 0),  // wrong, fixed
    (1, 0, 1, 5, 0, 0),  // wrong, fixed
    (2, 0, 2, 6, 1, 1),  // wrong, fixed
    (2, 0, 0, 7, 2, 0),  // wrong, the same
    (2, 0, 1, 8, 0, 0),  // wrong, another
  ]

  private static let rows = cases.enumerated().map { index, image in
    let (label, before, after, erased, first, second) = image
    let score = ClassScore(logit: 0.5, probability: 0.25)
    func outcome(_ after: Int) -> ErasureOutcome {
      ErasureOutcome(
        predicted: after, trueClassScore: score, formerClassScore: score, erasedPixels: erased)
    }
    return ErasureRow(
      index: index * 100, label: label, predicted: before, trueClassScore: score,
      predictedScore: score,
      mapFault: index == 0 ? .allZero : nil, treatment: outcome(after),
      controls: [outcome(first), outcome(second)])
  }

  private func result(groups: [String]? = nil) throws -> ErasureResult {
    var result = try ErasureResult(of: Self.rows.count, pixelsPerImage: 10, groups: groups)
    for row in Self.rows { result.add(ErasureItem(row: row, kept: nil)) }
    return result
  }

  @Test func fates() {
    #expect(
      Self.rows.map(\.fate)
        == [.kept, .broken, .broken, .fixed, .fixed, .fixed, .stillWrong, .moved])
  }

  @Test func treatment() throws {
    let summary = try result().summary
    let totals = summary.treatment
    #expect(totals.images == 8)
    #expect(totals.errorsBefore == 5 && totals.rightBefore == 3)
    #expect(totals.fixed == 3)
    #expect(totals.stillWrongSameClass == 1)
    #expect(totals.changedToAnotherWrongClass == 1)
    #expect(totals.newlyBroken == 2)
    #expect(totals.netChange == 1 && totals.errorsAfter == 4)
    #expect(totals.fixedFraction == 0.6)
    #expect(totals.newlyBrokenFraction == 2.0 / 3)
    #expect(totals.meanErasedFraction == 36.0 / 80)
    #expect(totals.meanErasedFractionOfErrors == 30.0 / 50)
    #expect(summary.imagesWithoutMap == 1)
  }

  @Test func control() throws {
    let summary = try result().summary
    let controls = summary.controls
    #expect(controls.map(\.fixed) == [2, 0])
    #expect(controls.map(\.stillWrongSameClass) == [2, 4])
    #expect(controls.map(\.changedToAnotherWrongClass) == [1, 1])
    #expect(controls.map(\.newlyBroken) == [1, 1])
    let mean = try #require(summary.controlMean)
    #expect(mean.fixed == 1 && mean.stillWrongSameClass == 3)
    #expect(mean.changedToAnotherWrongClass == 1 && mean.newlyBroken == 1)
    #expect(mean.netChange == 0 && mean.errorsAfter == 5 && mean.meanErasedFraction == 0.45)
  }

  @Test func groups() throws {
    let names = ["none", "none", "none", "b", "a", "b", "a", "a"]
    let groups = try #require(try result(groups: names).groups)
    #expect(groups.map(\.name) == ["a", "b", "none"])
    #expect(groups.map(\.summary.treatment.images) == [3, 2, 3])
    #expect(groups.map(\.summary.treatment.fixed) == [1, 2, 0])
    #expect(groups.map(\.summary.treatment.newlyBroken) == [0, 0, 2])
    #expect(groups.map(\.summary.treatment.fixedFraction) == [1.0 / 3, 1, nil])
    #expect(groups.map(\.summary.controlMean?.fixed) == [0.5, 0.5, 0])
    #expect(throws: ExplanationError.count(of: "groups", expected: 8, found: 1)) {
      try result(groups: ["a"])
    }
  }

  /// 36 of 80 pixels; each image another tenth of its ten.
  @Test func edgesAndAreas() throws {
    let result = try result()
    let edges = result.edges(classNames: ["a", "b", "c"])
    #expect(edges.map(\.name) == ["c -> a", "b -> a"])
    #expect(edges.map(\.summary.treatment.images) == [3, 2])
    #expect(edges.map(\.summary.treatment.fixed) == [1, 2])
    #expect(result.areas.map(\.name) == (1...8).map { "up to \(10 * $0) %" })
    #expect(result.areas.allSatisfy { $0.summary.treatment.images == 1 })
    #expect(result.groups == nil)
  }

  @Test func controlsThatWereNotTriedOnAllAreLeftOut() throws {
    var result = try ErasureResult(of: 2, pixelsPerImage: 10)
    let outcome = Self.rows[0].treatment
    for control in [outcome, nil] {
      let row = Self.rows[3]
      result.add(
        ErasureItem(
          row: ErasureRow(
            index: row.index, label: row.label, predicted: row.predicted,
            trueClassScore: row.trueClassScore, predictedScore: row.predictedScore, mapFault: nil,
            treatment: row.treatment, leastSalient: outcome, insideObject: control, controls: []),
          kept: nil))
    }
    #expect(result.summary.leastSalient?.images == 2)
    #expect(result.summary.againstLeastSalient?.fixedOnlyHere == 2)
    #expect(result.summary.insideObject == nil && result.summary.againstInsideObject == nil)
  }

  @Test func fieldsMatchTheirColumns() {
    let columns = Self.rows[0].columns
    #expect(
      columns == [
        "index", "label", "before", "after", "erased_pixels", "map_fault",
        "true_logit_before", "true_probability_before", "predicted_logit_before",
        "predicted_probability_before", "true_logit_after", "true_probability_after",
        "predicted_logit_after", "predicted_probability_after",
        "control_1_after", "control_1_erased_pixels", "control_1_true_logit",
        "control_1_true_probability", "control_1_predicted_logit",
        "control_1_predicted_probability",
        "control_2_after", "control_2_erased_pixels", "control_2_true_logit",
        "control_2_true_probability", "control_2_predicted_logit",
        "control_2_predicted_probability",
      ])
    let scores = ["0.5", "0.25", "0.5", "0.25"]
    let blocks = [["0", "0", "0", "0", "1", "all zero"], scores, scores, ["0", "1"], scores]
    #expect(Self.rows[0].fields == blocks.flatMap { $0 } + ["0", "1"] + scores)
    #expect(Self.rows[1].fields.count == columns.count)
    #expect(Self.rows[1].fields[5] == "")
  }

  @Test func theSummaryReadsBackFromJSON() throws {
    let summary = try result().summary
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(ErasureSummary.self, from: data) == summary)
  }
}
