import Explanations
import Foundation
import Images
import Testing

/// The pieces of a learned mask, each against what it must be by its definition.
@Suite struct MaskPartTests {
  @Test(arguments: GaussianBlur.Edge.allCases)
  func aBlurKeepsWhatIsTheSameEverywhereUnlessNothingLiesBeyond(edge: GaussianBlur.Edge) {
    let blur = GaussianBlur(deviation: 1.2, size: 5, edge: edge)
    let flat = [Float](repeating: 3, count: 6 * 7 * 3)
    let result = blur.blurred(flat, height: 6, width: 7)
    if edge == .zero {
      #expect(result[0] < 2.9)
      #expect(abs(result[(3 * 7 + 3) * 3] - 3) < 1e-6)
    } else {
      for value in result { #expect(abs(value - 3) < 1e-6) }
    }
  }

  @Test func aBlurredPointIsTheKernel() {
    var image = [Float](repeating: 0, count: 9 * 9 * 3)
    image[(4 * 9 + 4) * 3 + 1] = 1
    let result = GaussianBlur(deviation: 0.8, size: 5).blurred(image, height: 9, width: 9)
    let weights = (-2...2).map { exp(-Double($0 * $0) / (2 * 0.64)) }
    let sum = weights.reduce(0, +)
    for y in 0..<9 {
      for x in 0..<9 {
        let isNear = abs(y - 4) <= 2 && abs(x - 4) <= 2
        let expected = isNear ? weights[y - 2] * weights[x - 2] / (sum * sum) : 0
        #expect(abs(Double(result[(y * 9 + x) * 3 + 1]) - expected) < 1e-7)
        #expect(result[(y * 9 + x) * 3] == 0)
      }
    }
  }

  /// The two ways through a picture are one blur, at all borders and for kernels wider than it.
  @Test(arguments: GaussianBlur.Edge.allCases, [0.8, 3])
  func picturesInSinglePrecisionAreBlurredAlike(edge: GaussianBlur.Edge, deviation: Double) {
    let blur = GaussianBlur(
      deviation: deviation, size: GaussianBlur.size(deviation: deviation), edge: edge)
    var stream = RandomStream(4)
    let image = (0..<7 * 11 * 3).map { _ in stream.uniform() * 2 - 1 }
    let exact = blur.blurred(image, height: 7, width: 11)
    let single = blur.picture(image, height: 7, width: 11)
    #expect(single.count == exact.count)
    for (a, b) in zip(single, exact) { #expect(abs(a - b) < 1e-5) }
  }

  @Test(arguments: MaskScaling.Kind.allCases, [nil, 0.9])
  func enlargingAndItsTransposeAreOneMap(kind: MaskScaling.Kind, smoothing: Double?) {
    let scaling = MaskScaling(
      rows: 3, columns: 4, height: 7, width: 9, kind: kind,
      smoothing: smoothing.map {
        GaussianBlur(deviation: $0, size: GaussianBlur.size(deviation: $0), edge: .replicate)
      })
    let mask = formula(12, salt: 5)
    let pixels = formula(63, salt: 6)
    let left = zip(scaling.enlarged(mask), pixels).reduce(0) { $0 + $1.0 * $1.1 }
    let right = zip(mask, scaling.transposed(pixels)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(left - right) < 1e-10)
    for value in scaling.enlarged([Double](repeating: 0.25, count: 12)) {
      #expect(abs(value - 0.25) < 1e-12)
    }
  }

  @Test func theDefaultScalingIsTwoLines() {
    // Two cells on four pixels: the centres at 0.5 and 2.5 of the pixels' 0...3.
    let scaling = MaskScaling(rows: 1, columns: 2, height: 1, width: 4)
    #expect(scaling.enlarged([0, 1]) == [0, 0.25, 0.75, 1])
    let corners = MaskScaling(rows: 1, columns: 2, height: 1, width: 4, kind: .bilinearCorners)
    for (value, expected) in zip(corners.enlarged([0, 1]), [0, 1.0 / 3, 2.0 / 3, 1]) {
      #expect(abs(value - expected) < 1e-12)
    }
    let nearest = MaskScaling(rows: 1, columns: 2, height: 1, width: 4, kind: .nearest)
    #expect(nearest.enlarged([0, 1]) == [0, 0, 1, 1])
  }

  @Test func thePenaltyOfAMaskByHand() {
    // 1 1 / 1 0: steps down of one at the right column and at the lower row.
    let mask: [Double] = [1, 1, 1, 0]
    func value(_ form: MaskPenalty.Form, _ exponent: Double, mean: Bool = false) -> Double {
      var penalty = MaskPenalty(
        variationWeight: 2, removalWeight: 3, form: form, exponent: exponent, isMean: mean)
      penalty.epsilon = 0
      return penalty.evaluate(mask, rows: 2, columns: 2).value
    }
    #expect(value(.root, 2) == 2 * 2 + 3)
    #expect(value(.isotropic, 3) == 2 * 2 + 3)
    #expect(value(.anisotropic, 2, mean: true) == 7.0 / 4)
    let flat = MaskPenalty(
      variationWeight: 2, removalWeight: 0, form: .root, exponent: 2, isMean: true
    ).evaluate([Double](repeating: 0.5, count: 6), rows: 2, columns: 3)
    #expect(flat.value == 0 && flat.gradient == [Double](repeating: 0, count: 6))
  }

  @Test func adamsFirstStepIsTheRate() {
    var values = [1.0, 2, 3]
    var state = Adam.State(count: 3)
    state.step(&values, gradient: [0.5, -1e-3, 0], by: Adam(rate: 0.1))
    #expect(abs(values[0] - 0.9) < 1e-6 && abs(values[1] - 2.1) < 1e-4 && values[2] == 3)
  }

  @Test func theDataTermsOfBothKindsAreTheSameWithoutTheirWeight() {
    let logits: [Float] = [1, -2, 0.5, 3]
    let original: [Float] = [0, 1, 0, 1]
    let results = [MaskObjective.Kind.plain, .targetFactors, .otherFactors].map {
      MaskObjective(kind: $0, weight: 0).evaluate(
        logits: logits[...], original: original[...], target: 2)
    }
    // Σ over i ≠ k of f_i is 1 − f_k.
    #expect(abs(results[2].value - results[0].value - 1) < 1e-12)
    #expect(
      results[0].gradient == results[1].gradient && results[0].gradient == results[2].gradient)
  }

  @Test func correlationIsPearsons() {
    #expect(MaskConsistency.correlation([1, 2, 3], [2, 4, 6]).map { abs($0 - 1) < 1e-12 } == true)
    #expect(MaskConsistency.correlation([1, 2, 3], [3, 2, 1]).map { abs($0 + 1) < 1e-12 } == true)
    #expect(MaskConsistency.correlation([1, 1, 1], [3, 2, 1]) == nil)
    let value = MaskConsistency.correlation([0, 0, 1, 2], [1, 0, 1, 1])
    // Covariance 1/4 of deviations (-.75 -.75 .25 1.25) and (.25 -.75 .25 .25): .75; norms √2.75,
    // √.75.
    #expect(abs((value ?? 0) - 0.75 / (2.75 * 0.75).squareRoot()) < 1e-12)
  }
}
