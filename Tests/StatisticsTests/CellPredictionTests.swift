import Statistics
import Testing

/// Cells that tell a class, and what lies far from the middle.
@Suite struct CellPredictionTests {
  private func labels(_ count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: 7)
    return (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) }
  }

  @Test func cellsThatAreTheClassTellAll() throws {
    let labels = labels(400, seed: 1)
    let test = try CellPredictionTest(
      cells: labels, cellCount: 5, labels: labels, classCount: 4, draws: 99, seed: 3)
    #expect(test.accuracy == 1 && test.pValue == 0.01)
    #expect((test.chance - 0.25).magnitude < 0.03, "\(test.chance)")
    #expect(test.recalls == [1, 1, 1, 1])
  }

  @Test func cellsByChanceAreRarelySignificant() throws {
    var below = 0
    for trial in 0..<100 {
      let test = try CellPredictionTest(
        cells: labels(120, seed: UInt64(trial)), cellCount: 4,
        labels: labels(120, seed: UInt64(1000 + trial)), classCount: 4, draws: 99,
        seed: UInt64(trial))
      if test.pValue <= 0.1 { below += 1 }
    }
    // 10 of 100 are expected; 24 or more have a chance of 3 in 100,000.
    #expect(below < 24, "\(below)")
  }

  @Test func sameForAnyLoop() throws {
    let labels = labels(200, seed: 5)
    let cells = labels.map { ($0 * 3 + 1) % 7 }
    let backwards = PieceLoop<Never> { pieces, body in
      for piece in (0..<pieces).reversed() { body(piece) }
    }
    func test(by loop: PieceLoop<Never>) throws -> CellPredictionTest {
      try CellPredictionTest(
        cells: cells, cellCount: 7, labels: labels, classCount: 4, draws: 99, seed: 3, by: loop)
    }
    #expect(try test(by: .serial) == test(by: backwards))
    #expect(throws: NotDefined.self) {
      try CellPredictionTest(
        cells: [0, 0], cellCount: 1, labels: [1, 1], classCount: 2, draws: 9, seed: 0)
    }
  }

  @Test func quantilesHoldAsManyEach() {
    let column = (0..<64).map { Double(($0 * 37) % 64) }
    let (cells, count) = QuantileCells.of([column], bins: 8)
    #expect(count == 8)
    #expect((0..<8).allSatisfy { cell in cells.count { $0 == cell } == 8 })
    // Equal values share a cell.
    let (tied, _) = QuantileCells.of([[1, 1, 1, 1, 2, 3]], bins: 3)
    #expect(Set(tied[0..<4]).count == 1 && tied[5] != tied[0])
    let (pairs, pairCount) = QuantileCells.of([column, column.map(-)], bins: 4)
    #expect(pairCount == 16 && pairs.allSatisfy { $0 / 4 + $0 % 4 >= 3 })
  }

  private struct Golden: Decodable {
    let values: [Double]
    let median: Double
    let deviation: Double
    let scores: [Double]
  }

  @Test func modifiedScoresAreSciPys() throws {
    let golden = try Goldens.read("cards.json", as: Golden.self)
    let found = try ModifiedZScores(golden.values)
    expectClose(found.median, golden.median)
    expectClose(found.deviation, golden.deviation)
    for (value, score) in zip(golden.values, golden.scores) {
      #expect(((found.score(value) ?? .infinity) - score).magnitude < 1e-12)
    }
    #expect(try ModifiedZScores([1, 1, 1, 5]).score(5) == nil)
    #expect(throws: NotDefined.self) { try ModifiedZScores([]) }
    #expect(throws: NotDefined.self) { try ModifiedZScores([1, .nan]) }
  }
}
