import Compute
import Images
import KernelInterface
import Testing

/// The 3 x 3 depthwise kernels on whole vectors of channels, some lines at a time, against plain
/// twins.
@Suite struct DepthwiseThreeByThreeTests {
  /// Sides from less than four outputs to more than three times four, padded and not, strides 1 to
  /// 3.
  private static func window(_ stream: inout RandomStream) -> Window {
    let padding = stream.integer(in: 0..<3)
    let stride = (stream.integer(in: 1..<4), stream.integer(in: 1..<3))
    let (height, width) = (stream.integer(in: 3..<9), stream.integer(in: 3..<16))
    let channels = 16 * stream.integer(in: 1..<4)
    return .depthwise(height, width, channels: channels, padding: padding, stride: stride)
  }

  @Test(arguments: InstructionSet.available)
  func outputAndWeightGradient(set: InstructionSet) {
    for seed in 0..<300 as Range<UInt64> {
      var stream = RandomStream(2, 11, seed)
      let drawn = DrawnDepthwise(Self.window(&stream), mayBeInPlace: true, &stream)
      let gradient = Guarded(drawn.output.count, &stream)
      let weightGradient = Guarded(drawn.weights.count, &stream)
      drawn.check(set, seed: seed) { image in
        var expected = weightGradient.doubles
        ScalarKernels.depthwiseWeightGradient(
          image, drawn.input.pointer, gradient.pointer, &expected)
        set.kernels.depthwiseWeightGradient(
          image, drawn.input.pointer, gradient.pointer, weightGradient.pointer)
        weightGradient.expect(expected, tolerance: 1e-5, "weight gradient, seed \(seed)")
      }
    }
  }

  /// Stride 2: two lines of the input's gradient for each line of the output's, no other touched.
  @Test(arguments: InstructionSet.available)
  func halvedInputGradient(set: InstructionSet) {
    for seed in 0..<100 as Range<UInt64> {
      var stream = RandomStream(2, 12, seed)
      let (height, width) = (2 * stream.integer(in: 1..<6), 2 * stream.integer(in: 1..<7))
      let channels = 16 * stream.integer(in: 1..<4)
      let window = Window.depthwise(
        height, width, channels: channels, padding: 1, stride: (2, 2))
      let inputGradient = Guarded(height * width * channels, &stream)
      let gradient = Guarded(window.positions * channels, &stream)
      let weights = Guarded(9 * channels, &stream)
      let accumulate = stream.integer(in: 0..<2) == 1
      window.taps.withUnsafeBufferPointer { taps in
        let image = DepthwiseImage(window, taps: taps, weights: weights.pointer)
        #expect(image.isHalving)
        let lines = DrawnDepthwise.lines(window.gridHeight, &stream)
        let before = inputGradient.doubles
        var whole = accumulate ? before : [Double](repeating: 0, count: before.count)
        ScalarKernels.depthwiseInputGradient(image, gradient.pointer, &whole)
        let written =
          2 * lines.lowerBound * width * channels..<2 * lines.upperBound * width * channels
        let expected = before.indices.map { written.contains($0) ? whole[$0] : before[$0] }
        set.kernels.depthwiseInputGradient(
          image.limited(to: lines), gradient.pointer, inputGradient.pointer, accumulate)
        inputGradient.expect(expected, tolerance: 2e-6, "seed \(seed)")
      }
    }
  }

  /// A line outside the image is none of zeros times something: what is no number in the image
  /// stays where windows reach it.
  @Test(arguments: InstructionSet.available)
  func notANumberStaysInReach(set: InstructionSet) {
    var stream = RandomStream(2, 13)
    let window = Window.depthwise(6, 9, channels: 16, padding: 1, stride: (1, 1))
    for pixel in 0..<54 {
      let input = Guarded(54 * 16, &stream)
      let output = Guarded(54 * 16, &stream)
      let weights = Guarded(9 * 16, &stream)
      input.pointer[pixel * 16] = .nan
      window.taps.withUnsafeBufferPointer { taps in
        set.kernels.depthwise(
          DepthwiseImage(window, taps: taps, weights: weights.pointer), input.pointer,
          output.pointer, Epilogue())
      }
      for place in 0..<54 {
        let isReached = abs(place / 9 - pixel / 9) <= 1 && abs(place % 9 - pixel % 9) <= 1
        #expect(output.pointer[place * 16].isNaN == isReached, "pixel \(pixel), output \(place)")
      }
    }
  }
}
