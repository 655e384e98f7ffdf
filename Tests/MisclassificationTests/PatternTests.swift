import Interchange
import Statistics
import Testing

import Misclassification

@Suite struct ConfusionPatternTests {
  /// 100 images of each of three classes; n01, n10, n02, n20 are taken for each other.
  private func predictions(_ n01: Int, _ n10: Int, _ n02: Int, _ n20: Int) -> [Int] {
    func row(_ own: Int, _ counts: [(Int, Int)]) -> [Int] {
      var row = [Int](repeating: own, count: 100)
      var place = 0
      for (label, count) in counts {
        for _ in 0..<count {
          row[place] = label
          place += 1
        }
      }
      return row
    }
    return row(0, [(1, n01), (2, n02)]) + row(1, [(0, n10)]) + row(2, [(0, n20)])
  }

  private let labels = (0..<300).map { $0 / 100 }

  @Test func verdicts() throws {
    let joint = try joint(
      labels: labels, [predictions(40, 38, 2, 20), predictions(45, 41, 1, 30)], classes: 3)
    let patterns = try ConfusionPatterns(joint)
    #expect(patterns.pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2]])
    let (both, back) = (patterns.pairs[0], patterns.pairs[1])
    #expect(both.verdictOfAll == .bothWays && back.verdictOfAll == .oneWayBack)
    #expect(both.findings[0].symmetryIndex == 2.0 / 78)
    #expect(back.findings[0].pValue == BinomialTest.twoSided(2, in: 22))
    // Two pairs are confused in each model.
    #expect(back.findings[0].holmP == 2 * BinomialTest.twoSided(2, in: 22))
    #expect(patterns.pairs(in: .bothWays).count == 1 && !patterns.classSizesDiffer)
  }

  @Test func fewImagesAreUndecidedRatherThanSymmetric() throws {
    let joint = try joint(labels: labels, [predictions(3, 3, 2, 0)], classes: 3)
    let patterns = try ConfusionPatterns(joint)
    #expect(patterns.pairs.allSatisfy { $0.findings[0].verdict == .undecided })
    #expect(patterns.pairs.allSatisfy { $0.verdictOfAll == nil })
    #expect(patterns.pairs[0].findings[0].symmetryIndex == 0)
  }

  private func votes(_ rows: [[Int]], for joint: JointPredictions) throws -> HumanVotes {
    try HumanVotes(
      NumpyArray(shape: [rows.count, rows[0].count], integers: rows.flatMap { $0 }),
      source: "v.npy", for: joint)
  }

  @Test func peopleJoin() throws {
    let joint = try joint(labels: labels, [predictions(40, 38, 2, 20)], classes: 3)
    // People see class 1 in every fourth image of class 0, and never the other way.
    let rows = labels.enumerated().map { image, label in
      label == 0 && image % 4 == 0 ? [4, 6, 0] : (0..<3).map { $0 == label ? 10 : 0 }
    }
    let people = try votes(rows, for: joint)
    let patterns = try ConfusionPatterns(joint, votes: people)
    #expect(patterns.observers == ["m0", "people"] && patterns.modelCount == 1)
    let finding = patterns.pairs[0].findings[1]
    #expect(finding.forth == 150 && finding.back == 0 && finding.symmetryIndex == 1)
    #expect(finding.verdict == .oneWay && patterns.pairs[0].verdictOfAll == nil)
    let shares = rows[..<100].map { Double($0[1]) / 10 }
    let welch = try TTest(
      Sample("a", shares), Sample("b", [Double](repeating: 0, count: 100)), form: .welch)
    #expect(finding.pValue == welch.pValue)
    let human = try #require(patterns.humans)
    #expect(human.peopleErrors == 25 && (human.meanDissent - 0.05).magnitude < 1e-12)
    // The first 40 images of class 0 are taken for 1; ten of them people see so too.
    let model = human.models[0]
    #expect(model.errors == 100 && model.sharedByMost == 10 && model.sharedByNobody == 90)
    #expect(((model.meanShare ?? 0) - 0.06).magnitude < 1e-12)
    let csv = String(decoding: HumanAgreement.errorsCSV(joint, people), as: UTF8.self)
      .split(separator: "\n")
    #expect(csv.count == 101)
    #expect(csv[0] == "model,index,label,predicted,people_share,people_majority")
    #expect(csv[1] == "m0,0,c0,c1,0.6,c1" && csv[2] == "m0,1,c0,c1,0.0,c0")
  }

  @Test func votesOfOtherImagesAreRefused() throws {
    let joint = try joint(labels: [0, 1], [[0, 0]], classes: 2)
    #expect(throws: MisclassificationError.self) { try votes([[1, 0]], for: joint) }
    #expect(throws: MisclassificationError.self) {
      try votes([[1, 0, 0], [0, 1, 0]], for: joint)
    }
    for (rows, place) in [([[1, 0], [0, 0]], "row 1"), ([[-1, 2], [0, 1]], "row 0")] {
      let error = #expect(throws: InterchangeError.self) { try votes(rows, for: joint) }
      #expect(error?.place == place)
    }
    let fractions = NumpyArray(shape: [2, 2], floats: [0.5, 0.5, 1, 0])
    #expect(throws: InterchangeError.self) {
      try HumanVotes(fractions, source: "v.npy", for: joint)
    }
    let flat = NumpyArray(shape: [4], integers: [1, 0, 0, 1])
    #expect(throws: InterchangeError.self) { try HumanVotes(flat, source: "v.npy", for: joint) }
  }

  @Test func votesAreFoundByImage() throws {
    let joint = try JointPredictions(
      [
        Predictions(source: "p.csv", indices: [3, 1], labels: [0, 1], predicted: [1, 1])
      ], classNames: ["a", "b"])
    let people = try votes([[9, 0], [1, 3], [9, 0], [6, 2]], for: joint)
    #expect(
      people[0, 1] == 3 && people.share(of: 1, row: 1) == 0.25 && people.majority(row: 0) == 1)
    #expect(throws: MisclassificationError.self) {
      try votes([[9, 0], [1, 3], [9, 0]], for: joint)
    }
  }
}
