import Foundation
import Testing

@testable import Misclassification

/// Which images are chosen by what went wrong.
struct ImageChoiceTests {
  private let predictions = Predictions(
    source: "p", labels: [0, 1, 2, 0, 1], predicted: [0, 2, 2, 1, 2],
    scores: .init(
      kind: .probabilities, classCount: 3,
      values: [0.9, 0.1, 0, 0.1, 0.4, 0.5, 0.2, 0.2, 0.6, 0.3, 0.7, 0, 0.45, 0, 0.55]))

  @Test(arguments: [
    (ImageChoice(), [0, 1, 2, 3, 4]),
    (ImageChoice(isRight: true), [0, 2]),
    (ImageChoice(isRight: false), [1, 3, 4]),
    (ImageChoice(pairs: [.init(label: 1, predicted: 2)]), [1, 4]),
    (ImageChoice(pairs: [.init(label: 2, predicted: 1)]), []),
    (ImageChoice(margin: 0.05...0.15), [1, 4]),
    (ImageChoice(isRight: false, margin: 0.35...1), [3]),
  ])
  func conditionsMustAllHold(choice: ImageChoice, rows: [Int]) {
    #expect(choice.rows(of: predictions) == rows)
  }

  @Test func marginIsOfProbabilities() {
    let scores = Predictions.Scores(
      kind: .logits, classCount: 2, values: [log(3.0), 0, 1000, 0, 5, 5])
    #expect(abs(scores.margin(of: 0) - 0.5) < 1e-12)
    #expect(scores.margin(of: 1) == 1 && scores.margin(of: 2) == 0)
    let single = Predictions.Scores(kind: .logits, classCount: 1, values: [3])
    #expect(single.margin(of: 0) == 1)
  }
}
