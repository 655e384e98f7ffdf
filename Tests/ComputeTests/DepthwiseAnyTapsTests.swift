import Compute
import Images
import KernelInterface
import Testing

/// Depthwise kernels of any size on whole vectors of channels, some lines at a time, against plain
/// twins.
@Suite struct DepthwiseAnyTapsTests {
  /// Lines from too short for four outputs inside to long enough for eight and more beside them.
  private static func window(_ stream: inout RandomStream) -> Window {
    let (high, wide) = (stream.integer(in: 1..<6), stream.integer(in: 1..<6))
    let (dilation, padding) = (stream.integer(in: 1..<3), stream.integer(in: 0..<4))
    let stride = (stream.integer(in: 1..<3), stream.integer(in: 1..<3))
    let (height, width) = (stream.integer(in: 9..<14), stream.integer(in: 9..<32))
    let channels = 16 * stream.integer(in: 1..<4)
    return Window(
      height: height, width: width, pixelStride: channels, channels: channels,
      gridHeight: (height + 2 * padding - dilation * (high - 1) - 1) / stride.0 + 1,
      gridWidth: (width + 2 * padding - dilation * (wide - 1) - 1) / stride.1 + 1,
      strideY: stride.0, strideX: stride.1,
      taps: (0..<high * wide).map {
        Tap(dy: $0 / wide * dilation - padding, dx: $0 % wide * dilation - padding)
      })
  }

  @Test(arguments: InstructionSet.available)
  func output(set: InstructionSet) {
    for seed in 0..<200 as Range<UInt64> {
      var stream = RandomStream(2, 19, seed)
      let window = Self.window(&stream)
      let outputs = window.positions * window.channels
      let input = Guarded(window.height * window.width * window.channels, &stream)
      let output = Guarded(outputs, &stream)
      let weights = Guarded(window.taps.count * window.channels, &stream)
      let (bias, residual) = (Guarded(window.channels, &stream), Guarded(outputs, &stream))
      let choice = stream.integer(in: 0..<4)
      let epilogue = Epilogue(
        bias: choice & 1 == 1 ? UnsafePointer(bias.pointer) : nil,
        residual: choice & 2 == 2 ? UnsafePointer(residual.pointer) : nil,
        bounds: [Bounds.none, .relu, .relu6][stream.integer(in: 0..<3)])
      let first = stream.integer(in: 0..<window.gridHeight)
      let lines = first..<stream.integer(in: first..<window.gridHeight) + 1
      window.taps.withUnsafeBufferPointer { taps in
        let image = DepthwiseImage(window, taps: taps, weights: weights.pointer)
          .limited(to: lines)
        var expected = output.doubles
        ScalarKernels.depthwise(image, input.pointer, epilogue, &expected)
        set.kernels.depthwise(image, input.pointer, output.pointer, epilogue)
        output.expect(expected, tolerance: 2e-6, "seed \(seed)")
      }
    }
  }
}
