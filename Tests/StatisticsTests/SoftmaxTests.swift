import Foundation
import Statistics
import Testing

@Suite struct SoftmaxTests {
  @Test func probabilitiesByHand() {
    let found = Softmax([Double](arrayLiteral: 0, log(2), log(5))[...])
    for (a, b) in zip(found.probabilities, [0.125, 0.25, 0.625]) { #expect(abs(a - b) < 1e-15) }
    #expect(found[2] == found.probabilities[2])
    #expect(abs(found.sum - 1.6) < 1e-15)
  }

  /// Scores far from zero neither overflow nor vanish, and a common shift changes nothing.
  @Test(arguments: [Float(0), 1e4, -1e4, 3e38])
  func ofLargeScores(shift: Float) {
    let found = Softmax([shift, shift, shift][...]).probabilities
    for value in found { #expect(abs(value - 1.0 / 3) < 1e-15) }
    #expect(Softmax([Float(-3e38), 3e38][...]).probabilities == [0, 1])
  }

  /// A slice has places of its own, and of equal numbers the first is meant.
  @Test func placeOfTheLargest() {
    let row: [Float] = [9, 1, 3, 3, 2]
    #expect(row[1...].placeOfLargest == 1)
    #expect(row[...].placeOfLargest == 0)
    #expect(row[4...].placeOfLargest == 0)
    #expect([Int]()[...].placeOfLargest == 0)
    #expect([-2.5, -1.5][...].placeOfLargest == 1)
  }
}
