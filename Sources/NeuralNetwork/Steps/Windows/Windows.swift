import KernelInterface

extension Window {
  /// The windows of a convolution's output grid over its input, for one group of channels.
  static func forward(_ convolution: Convolution, input: Shape, output: Shape) -> Window {
    Window(
      height: input.height, width: input.width, pixelStride: input.channels,
      channels: input.channels / convolution.groups, gridHeight: output.height,
      gridWidth: output.width, strideY: convolution.stride.height,
      strideX: convolution.stride.width,
      taps: taps(
        kernel: convolution.kernel, padding: convolution.padding, dilation: convolution.dilation))
  }

  /// The windows of a pooling layer.
  static func pooling(_ pool: PoolWindow, input: Shape, output: Shape) -> Window {
    Window(
      height: input.height, width: input.width, pixelStride: input.channels,
      channels: input.channels, gridHeight: output.height, gridWidth: output.width,
      strideY: pool.stride.height, strideX: pool.stride.width,
      taps: taps(kernel: pool.kernel, padding: pool.padding, dilation: Extent(1)))
  }

  private static func taps(kernel: Extent, padding: Padding, dilation: Extent) -> [Tap] {
    (0..<kernel.height).flatMap { y in
      (0..<kernel.width).map { x in
        Tap(dy: y * dilation.height - padding.top, dx: x * dilation.width - padding.left)
      }
    }
  }
}

/// The input pixels y = phase (mod stride), whose gradient is a dense convolution of the output
/// gradient.
///
/// With stride s an input pixel is seen through those taps k alone for which y + padding - k *
/// dilation is a multiple of s; so a strided convolution's data gradient falls into s x s phases,
/// each with its own taps.
struct GradientPhase {
  var y: Int
  var x: Int
  var product: WindowProduct
  /// The kernel elements (row-major numbers) that the phase's taps stand for, in the taps' order.
  var weightTaps: [Int]
  /// Whether the phase is the whole input, in its order.
  var isDense: Bool

  static func all(_ convolution: Convolution, input: Shape, output: Shape) -> [GradientPhase] {
    var phases: [GradientPhase] = []
    for y in 0..<min(convolution.stride.height, input.height) {
      for x in 0..<min(convolution.stride.width, input.width) {
        phases.append(phase(convolution, input, output, y, x))
      }
    }
    return phases
  }

  private static func phase(
    _ convolution: Convolution, _ input: Shape, _ output: Shape, _ y: Int, _ x: Int
  ) -> GradientPhase {
    let rows = offsets(
      phase: y, kernel: convolution.kernel.height, stride: convolution.stride.height,
      padding: convolution.padding.top, dilation: convolution.dilation.height)
    let columns = offsets(
      phase: x, kernel: convolution.kernel.width, stride: convolution.stride.width,
      padding: convolution.padding.left, dilation: convolution.dilation.width)
    var taps: [Tap] = []
    var weightTaps: [Int] = []
    for row in rows {
      for column in columns {
        taps.append(Tap(dy: row.offset, dx: column.offset))
        weightTaps.append(row.kernel * convolution.kernel.width + column.kernel)
      }
    }
    let stride = convolution.stride
    let window = Window(
      height: output.height, width: output.width, pixelStride: output.channels,
      channels: output.channels / convolution.groups,
      gridHeight: (input.height - y + stride.height - 1) / stride.height,
      gridWidth: (input.width - x + stride.width - 1) / stride.width,
      strideY: 1, strideX: 1, taps: taps)
    return GradientPhase(
      y: y, x: x, product: WindowProduct(window), weightTaps: weightTaps,
      isDense: stride == Extent(1))
  }

  /// Along one axis: which kernel elements see the phase's pixels, and where in the output,
  /// ascending.
  private static func offsets(
    phase: Int, kernel: Int, stride: Int, padding: Int, dilation: Int
  ) -> [(kernel: Int, offset: Int)] {
    (0..<kernel).reversed().compactMap { element in
      let distance = phase + padding - element * dilation
      return distance % stride == 0 ? (element, distance / stride) : nil
    }
  }
}
