import Compute
import Images
import KernelInterface
import Testing

extension Window {
  /// Of a depthwise convolution: a tap for each pixel of the kernel, height first.
  static func depthwise(
    _ height: Int, _ width: Int, channels: Int, kernel: (Int, Int) = (3, 3), dilation: Int = 1,
    padding: Int, stride: (Int, Int)
  ) -> Window {
    let reach = (dilation * (kernel.0 - 1) + 1, dilation * (kernel.1 - 1) + 1)
    return Window(
      height: height, width: width, pixelStride: channels, channels: channels,
      gridHeight: (height + 2 * padding - reach.0) / stride.0 + 1,
      gridWidth: (width + 2 * padding - reach.1) / stride.1 + 1, strideY: stride.0,
      strideX: stride.1,
      taps: (0..<kernel.0 * kernel.1).map {
        Tap(
          dy: $0 / kernel.1 * dilation - padding, dx: $0 % kernel.1 * dilation - padding)
      })
  }
}

/// The operands of a depthwise convolution and some of its lines, drawn.
struct DrawnDepthwise {
  let window: Window
  let input: Guarded
  let output: Guarded
  let weights: Guarded
  let bias: Guarded
  let residual: Guarded
  let epilogue: Epilogue
  let lines: Range<Int>

  /// - Parameter mayBeInPlace: whether the residual may be what the output replaces.
  init(_ window: Window, mayBeInPlace: Bool, _ stream: inout RandomStream) {
    let outputs = window.positions * window.channels
    self.window = window
    input = Guarded(window.height * window.width * window.channels, &stream)
    output = Guarded(outputs, &stream)
    weights = Guarded(window.taps.count * window.channels, &stream)
    (bias, residual) = (Guarded(window.channels, &stream), Guarded(outputs, &stream))
    let choice = stream.integer(in: 0..<4)
    let isInPlace = mayBeInPlace && choice == 2 && stream.integer(in: 0..<2) == 1
    epilogue = Epilogue(
      bias: choice & 1 == 1 ? UnsafePointer(bias.pointer) : nil,
      residual: choice & 2 == 2
        ? UnsafePointer(isInPlace ? output.pointer : residual.pointer) : nil,
      bounds: [Bounds.none, .relu, .relu6][stream.integer(in: 0..<3)])
    lines = Self.lines(window.gridHeight, &stream)
  }

  static func lines(_ count: Int, _ stream: inout RandomStream) -> Range<Int> {
    let first = stream.integer(in: 0..<count)
    return first..<stream.integer(in: first..<count) + 1
  }

  /// Compares the output of the lines with that of the plain twin.
  ///
  /// - Parameter body: is handed the lines of the convolution, for what else is asked of them.
  func check(
    _ set: InstructionSet, seed: UInt64, then body: (DepthwiseImage) -> Void = { _ in }
  ) {
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights.pointer).limited(to: lines)
      var expected = output.doubles
      ScalarKernels.depthwise(image, input.pointer, epilogue, &expected)
      set.kernels.depthwise(image, input.pointer, output.pointer, epilogue)
      output.expect(expected, tolerance: 2e-6, "seed \(seed)")
      body(image)
    }
  }
}
