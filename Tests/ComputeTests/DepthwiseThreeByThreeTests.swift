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
    return window(height, width, channels, padding, stride)
  }

  private static func window(
    _ height: Int, _ width: Int, _ channels: Int, _ padding: Int, _ stride: (Int, Int)
  ) -> Window {
    Window(
      height: height, width: width, pixelStride: channels, channels: channels,
      gridHeight: (height + 2 * padding - 3) / stride.0 + 1,
      gridWidth: (width + 2 * padding - 3) / stride.1 + 1, strideY: stride.0, strideX: stride.1,
      taps: (0..<9).map { Tap(dy: $0 / 3 - padding, dx: $0 % 3 - padding) })
  }

  private static func lines(_ count: Int, _ stream: inout RandomStream) -> Range<Int> {
    let first = stream.integer(in: 0..<count)
    return first..<stream.integer(in: first..<count) + 1
  }

  @Test(arguments: InstructionSet.available)
  func outputAndWeightGradient(set: InstructionSet) {
    for seed in 0..<300 as Range<UInt64> {
      var stream = RandomStream(2, 11, seed)
      let window = Self.window(&stream)
      let outputs = window.positions * window.channels
      let input = Guarded(window.height * window.width * window.channels, &stream)
      let (output, gradient) = (Guarded(outputs, &stream), Guarded(outputs, &stream))
      let weights = Guarded(9 * window.channels, &stream)
      let weightGradient = Guarded(weights.count, &stream)
      let (bias, residual) = (Guarded(window.channels, &stream), Guarded(outputs, &stream))
      let choice = stream.integer(in: 0..<4)
      let isInPlace = choice == 2 && stream.integer(in: 0..<2) == 1
      let epilogue = Epilogue(
        bias: choice & 1 == 1 ? UnsafePointer(bias.pointer) : nil,
        residual: choice & 2 == 2
          ? UnsafePointer(isInPlace ? output.pointer : residual.pointer) : nil,
        bounds: [Bounds.none, .relu, .relu6][stream.integer(in: 0..<3)])
      window.taps.withUnsafeBufferPointer { taps in
        let image = DepthwiseImage(window, taps: taps, weights: weights.pointer)
          .limited(to: Self.lines(window.gridHeight, &stream))
        var expected = output.doubles
        ScalarKernels.depthwise(image, input.pointer, epilogue, &expected)
        set.kernels.depthwise(image, input.pointer, output.pointer, epilogue)
        output.expect(expected, tolerance: 2e-6, "seed \(seed)")
        expected = weightGradient.doubles
        ScalarKernels.depthwiseWeightGradient(image, input.pointer, gradient.pointer, &expected)
        set.kernels.depthwiseWeightGradient(
          image, input.pointer, gradient.pointer, weightGradient.pointer)
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
      let window = Self.window(height, width, channels, 1, (2, 2))
      let inputGradient = Guarded(height * width * channels, &stream)
      let gradient = Guarded(window.positions * channels, &stream)
      let weights = Guarded(9 * channels, &stream)
      let accumulate = stream.integer(in: 0..<2) == 1
      window.taps.withUnsafeBufferPointer { taps in
        let image = DepthwiseImage(window, taps: taps, weights: weights.pointer)
        #expect(image.isHalving)
        let lines = Self.lines(window.gridHeight, &stream)
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
    let window = Self.window(6, 9, 16, 1, (1, 1))
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
