import Statistics
import Testing

@Suite struct PriorShiftTests {
  /// Three of 0.9 and one of 0.1. In closed form 3 (p₁ - s) + (p₂ - s) = 0, with
  /// p₁ = 0.9 s / (0.1 + 0.8 s) and p₂ = 0.1 s / (0.9 - 0.8 s): s = 13 / 16.
  @Test func theShareMakesItselfLikely() {
    let share = PriorShift.share(of: [0.9, 0.9, 0.9, 0.1])
    #expect(abs(share - 13.0 / 16) < 1e-6)
    #expect(PriorShift.share(of: []) == 0.5)
    #expect(PriorShift.share(of: [1, 1]) == 0.98)
  }

  @Test func balancedSharesChangeNothing() {
    #expect(PriorShift.adjusted(0.25, to: 0.5) == 0.25)
    #expect(abs(PriorShift.adjusted(0.5, to: 0.8) - 0.8) < 1e-15)
  }

  @Test func calibrationErrorByHand() throws {
    // Two bins: |0.25 + 0.25 - 1| and |0.75 + 0.85 - 2|, over four.
    let error = try CalibrationError.of(
      [0.25, 0.25, 0.75, 0.85], outcomes: [true, false, true, true], bins: 2)
    #expect(abs(error - 0.9 / 4) < 1e-15)
    #expect(throws: NotDefined.self) { try CalibrationError.of([], outcomes: []) }
    #expect(throws: NotDefined.self) { try CalibrationError.of([1.5], outcomes: [true]) }
  }
}
