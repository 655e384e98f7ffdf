import Foundation
import Interchange
import Statistics
import Testing

import Misclassification

@Suite struct ScoreComparisonTests {
  private static let logits: [Float] = [2, 1, 0, 0, 3, 1, 1, 1, 4, -1, 0, 2]

  private func scored(_ kind: Predictions.Scores.Kind, _ values: [Float]) throws
    -> JointPredictions
  {
    let scores = Predictions.Scores(kind: kind, classCount: 3, values: values.map { Double($0) })
    return try JointPredictions(
      [
        Predictions(
          source: "s.csv", labels: [1, 0, 0, 1], predicted: scores.largest, scores: scores)
      ], classNames: ["a", "b", "c"])
  }

  private func groups() throws -> [ErrorGroup] {
    try ErrorGroup.parse(["one=b>a,0>1", "two=a>c,b>2"], classNames: ["a", "b", "c"])
  }

  @Test(arguments: ScoreStatistic.allCases)
  func valuesOfLogitsAndOfTheirProbabilitiesAgree(statistic: ScoreStatistic) throws {
    var settings = ScoreComparison.Settings()
    settings.statistic = statistic
    var probabilities: [Float] = []
    for row in 0..<4 {
      let exponents = Self.logits[row * 3..<row * 3 + 3].map { exp(Double($0)) }
      let sum = exponents.reduce(0, +)
      probabilities += exponents.map { Float($0 / sum) }
    }
    let groups = try groups()
    let ofLogits = try ScoreComparison(
      scored(.logits, Self.logits), groups: groups, settings: settings)
    let ofProbabilities = try ScoreComparison(
      scored(.probabilities, probabilities), groups: groups, settings: settings)
    // Mistakes: b>a by 2 - 1, a>b by 3 - 0; a>c by 4 - 1, b>c by 2 - 0.
    let expected: [[Double]] =
      switch statistic {
      case .logitDifference, .logRatio: [[-1, -3], [-3, -2]]
      case .probabilityRatio: [[exp(-1), exp(-3)], [exp(-3), exp(-2)]]
      case .probabilityDifference:
        [
          [(exp(1.0) - exp(2)) / (exp(2.0) + exp(1) + 1), (1 - exp(3.0)) / (1 + exp(3) + exp(1))],
          [(exp(1.0) - exp(4)) / (2 * exp(1.0) + exp(4)), (1 - exp(2.0)) / (exp(-1) + 1 + exp(2))],
        ]
      }
    for (comparison, tolerance) in [(ofLogits, 1e-12), (ofProbabilities, 1e-5)] {
      for (group, expected) in zip(comparison.models[0].groups, expected) {
        #expect(group.count == 2)
        for (value, expected) in zip(group.values, expected) {
          #expect((value - expected).magnitude < tolerance, "\(value) \(expected)")
        }
      }
    }
    let pair = try #require(ofLogits.models[0].pairs.first)
    let direct = try TTest(
      Sample("one", expected[0]), Sample("two", expected[1]), form: .welch)
    #expect(((pair.welch.value?.statistic ?? 9) - direct.statistic).magnitude < 1e-9)
    #expect(pair.asPublished == nil && pair.permutation.value?.isExact == true)
  }

  @Test func zeroProbabilitiesHaveNoLogarithm() throws {
    let comparison = try ScoreComparison(
      scored(.probabilities, [1, 0, 0, 0, 1, 0, 0, 0.25, 0.75, 0, 0.25, 0.75]),
      groups: groups(), settings: .init())
    let (one, two) = (comparison.models[0].groups[0], comparison.models[0].groups[1])
    #expect(one.count == 0 && one.withoutValue == 2 && one.mean == nil)
    #expect(two.count == 1 && two.withoutValue == 1)
    let pair = comparison.models[0].pairs[0]
    #expect(pair.welch.reason == "group 'one' has no values, at least two are needed")
    #expect(pair.hedgesG.reason != nil && pair.equivalence.reason != nil)
    let json = String(decoding: try JSON.encoded(comparison), as: UTF8.self)
    #expect(json.contains("\"notDefined\" : \"group 'one' has no values"))
  }

  @Test func scoresAreNeeded() throws {
    let joint = try joint(labels: [0, 1], [[0, 0]], classes: 2)
    let error = #expect(throws: MisclassificationError.self) {
      try ScoreComparison(joint, groups: [], settings: .init())
    }
    #expect(error == .scoresMissing(source: "m0.json"))
  }

  @Test(arguments: [
    ("a>b", "NAME=true>predicted"), ("=a>b", "NAME=true>predicted"), ("x=a", "NAME=true>predicted"),
    ("x=a>b>c", "NAME=true>predicted"), ("x=", "NAME=true>predicted"), ("x=a>z", "'z'"),
    ("x=a>3", "'3'"), ("x=a>a", "different"), ("x=a>b,a>b", "twice"), ("x=a>b,0>1", "twice"),
    ("y=a>c", "'y' twice"), ("x=b>a", "in 'y' and 'x'"),
  ])
  func badGroupsAreRefused(text: String, word: String) {
    let error = #expect(throws: ErrorGroup.Malformed.self) {
      try ErrorGroup.parse(["y=b>a", text], classNames: ["a", "b", "c"])
    }
    #expect(error?.problem.contains(word) ?? false, "\(String(describing: error))")
  }
}

@Suite struct ModelComparisonTests {
  private static let labels = [0, 0, 0, 0, 1, 1, 2, 2]
  private static let predicted = [
    [0, 1, 1, 2, 1, 0, 2, 2],  // wrong: 1 2 3 5
    [0, 0, 1, 1, 1, 0, 2, 0],  // wrong: 2 3 5 7
  ]

  @Test func countsByHand() throws {
    let joint = try joint(labels: Self.labels, Self.predicted, classes: 3)
    let comparison = try ModelComparison(joint, threshold: 0.6)
    #expect(comparison.imagesByModelsWrong == [3, 2, 3])
    #expect(comparison.rightInAll.images == 3 && comparison.wrongInAll.images == 3)
    #expect(comparison.sameMistakeInAll.images == 2)
    #expect(comparison.models.map(\.errors.images) == [4, 4])
    #expect(comparison.models.map(\.wrongAlone.images) == [1, 1])
    #expect(comparison.models.map(\.rightAlone.images) == [1, 1])
    let pair = comparison.pairs[0]
    #expect(pair.agreeing.images == 5 && pair.churn.images == 3)
    #expect(pair.bothWrong.images == 3 && pair.bothWrongByChance == 2)
    #expect(pair.sameMistake.images == 2 && pair.sameMistake.share == 2.0 / 3)
    #expect(pair.errorOverlap.share == 3.0 / 5)
    #expect(pair.fixed.images == 1 && pair.broken.images == 1 && pair.changed.images == 1)
    // Predicted frequencies 2 3 3 and 4 3 1 of 8: chance 20/64.
    #expect(((pair.cohensKappa ?? 0) - (5.0 / 8 - 20.0 / 64) / (44.0 / 64)).magnitude < 1e-12)
    // v: 0>1 is 2/3, then 1 of 2 errors in 1; 2>0 has no errors before, then 1 of 1.
    #expect(
      comparison.edges.map { [$0.label, $0.predicted, $0.appears ? 1 : 0] } == [[2, 0, 1]])
    #expect(comparison.edges[0].before.share == nil && comparison.edges[0].after.share == 1)
  }

  @Test func listsTheImages() throws {
    let joint = try joint(labels: Self.labels, Self.predicted, classes: 3)
    let lines = String(decoding: ModelComparison.imagesCSV(joint), as: UTF8.self)
      .split(separator: "\n")
    #expect(
      lines == [
        "index,label,models_wrong,m0,m1", "1,c0,1,c1,c0", "2,c0,2,c1,c1", "3,c0,2,c2,c1",
        "5,c1,2,c0,c0", "7,c2,1,c2,c0",
      ])
  }
}
