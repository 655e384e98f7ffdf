import Foundation
import Interchange
import Testing

@testable import Misclassification

/// Suspected labels against what Scripts/make-card-goldens.py got, and tables of superclasses.
@Suite struct ConfidentLearningTests {
  private struct Golden: Decodable {
    let probabilities: [Double]
    let labels: [Int]
    let classes: Int
    let thresholds: [Double]
    let counted: [Int]
    let joint: [[Int]]

    var scores: Predictions.Scores {
      .init(kind: .probabilities, classCount: classes, values: probabilities)
    }
  }

  private static func goldens() throws -> [Golden] {
    try JSON.read(
      [Golden].self,
      from: Places.root.appending(path: "Fixtures/Misclassification/confident-learning.json")
        .path(percentEncoded: false))
  }

  @Test func thresholdsAndJointAreTheOraclesOwn() throws {
    let goldens = try Self.goldens()
    #expect(goldens.count == 3)
    for golden in goldens {
      let found = ConfidentLearning(golden.scores, labels: golden.labels)
      for (own, other) in zip(found.thresholds, golden.thresholds) {
        #expect(abs((own ?? -1) - other) < 1e-12)
      }
      #expect(found.counted.map { $0 ?? -1 } == golden.counted)
      #expect(found.joint == golden.joint)
      #expect(
        found.suspected
          == zip(golden.counted, golden.labels).count { $0 >= 0 && $0 != $1 })
    }
  }

  @Test func logitsAndProbabilitiesSayTheSame() throws {
    let golden = try Self.goldens()[0]
    let logits = Predictions.Scores(
      kind: .logits, classCount: golden.classes,
      values: golden.probabilities.map { log(max($0, 1e-12)) })
    #expect(
      ConfidentLearning(logits, labels: golden.labels).counted
        == ConfidentLearning(golden.scores, labels: golden.labels).counted)
  }

  @Test func aClassWithoutImagesHasNoThreshold() {
    let scores = Predictions.Scores(
      kind: .probabilities, classCount: 3, values: [0.6, 0.3, 0.1, 0.1, 0.2, 0.7, 0.2, 0.5, 0.3])
    let found = ConfidentLearning(scores, labels: [0, 0, 1])
    #expect(found.thresholds == [0.35, 0.5, nil])
    #expect(found.counted == [0, nil, 1])
  }

  @Test func mostModelsDecide() throws {
    // One model sees a 1 in every image, the other what is labelled.
    let labels = [0, 0, 1, 1]
    let sure: [Double] = [0.9, 0.1, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9]
    let doubtful: [Double] = [0.9, 0.1, 0.05, 0.95, 0.1, 0.9, 0.1, 0.9]
    func learned(_ values: [Double]) -> ConfidentLearning {
      ConfidentLearning(
        .init(kind: .probabilities, classCount: 2, values: values), labels: labels)
    }
    let both = [learned(sure), learned(doubtful), learned(doubtful)]
    let suspicion = LabelSuspicion(both, image: 1)
    #expect(suspicion.suspecting == 2 && suspicion.suggested == 1 && suspicion.isSuspected)
    #expect(!LabelSuspicion([both[0], both[1]], image: 1).isSuspected)
    #expect(!LabelSuspicion([both[1]], image: 1).isSuspected)
    #expect(LabelSuspicion(both, image: 0).suggested == nil)
  }

  private static let classes = ["cat", "dog", "car"]

  private func superclasses(_ text: String) throws -> Superclasses {
    try Superclasses(bytes: Array(text.utf8), source: "s.csv", classNames: Self.classes)
  }

  @Test func superclassesAreReadWithAndWithoutAHeader() throws {
    let lines = "dog,animal\ncar,vehicle\ncat,animal\n"
    for text in [lines, "class,superclass\n" + lines] {
      let found = try superclasses(text)
      #expect(found.names == ["animal", "animal", "vehicle"])
      #expect(found.areSame(0, 1) && !found.areSame(1, 2))
    }
  }

  @Test(arguments: [
    ("cat,animal\ndog,animal\n", "none for 'car'"),
    ("cat,animal\ncow,animal\n", "found 'cow'"),
    ("cat,animal\ncat,pet\n", "'cat' again"), ("cat\n", "line 1"), ("cat,\n", "line 1"),
  ])
  func otherTablesAreRefused(_ text: String, _ problem: String) {
    #expect {
      try superclasses(text)
    } throws: {
      "\($0)".contains("s.csv") && "\($0)".contains(problem)
    }
  }
}
