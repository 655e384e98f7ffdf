import Explanations
import Testing

@Suite struct ErasureRowsTests {
  private func outcome(_ number: Int) -> ErasureOutcome {
    ErasureOutcome(
      predicted: number, trueClassScore: ClassScore(logit: Float(number) / 3, probability: 0.1),
      formerClassScore: ClassScore(logit: -1.5, probability: 1 / Double(number + 2)),
      erasedPixels: 40_000 * number)
  }

  @Test func rowsComeOutAsTheyWentIn() {
    let rows = (0..<40).map { number in
      ErasureRow(
        index: number == 7 ? 5_000_000_000 : number, label: number % 3, predicted: 9,
        trueClassScore: ClassScore(logit: .pi, probability: 0.25),
        predictedScore: ClassScore(logit: -0.0, probability: 1e-300),
        mapFault: [nil, .allZero, .notFinite][number % 3], treatment: outcome(number),
        leastSalient: number % 2 == 0 ? outcome(1) : nil,
        insideObject: number % 5 == 0 ? outcome(2) : nil,
        controls: (0..<number % 4).map(outcome))
    }
    let packed = ErasureRows(rows)
    #expect(packed.count == 40 && Array(packed) == rows)
    #expect(packed[7].index == 5_000_000_000)
    #expect(packed.filter { $0.mapFault == .allZero }.count == 13)
  }
}
