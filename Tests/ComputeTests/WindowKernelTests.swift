import Compute
import Images
import KernelInterface
import Testing

/// Kernels that read windows channel by channel against plain twins, on every instruction set.
@Suite struct WindowKernelTests {
  /// All lines of the output, or some.
  private static func lines(_ window: Window, _ stream: inout RandomStream) -> Range<Int> {
    let first = stream.integer(in: 0..<window.gridHeight)
    let last = stream.integer(in: first..<window.gridHeight)
    return stream.integer(in: 0..<2) == 0 ? 0..<window.gridHeight : first..<last + 1
  }

  private static func window(_ seed: UInt64, _ stream: inout RandomStream) -> Window {
    let kernel = (stream.integer(in: 1..<4), stream.integer(in: 1..<5))
    let padding = (
      stream.integer(in: 0..<kernel.0 / 2 + 1), stream.integer(in: 0..<kernel.1 / 2 + 1)
    )
    let stride = (stream.integer(in: 1..<4), stream.integer(in: 1..<4))
    let height = stream.integer(in: kernel.0..<kernel.0 + 6)
    let width = stream.integer(in: kernel.1..<kernel.1 + 6)
    let channels = 1 + Int(seed % 40)
    return Window(
      height: height, width: width, pixelStride: channels, channels: channels,
      gridHeight: (height + 2 * padding.0 - kernel.0) / stride.0 + 1,
      gridWidth: (width + 2 * padding.1 - kernel.1) / stride.1 + 1, strideY: stride.0,
      strideX: stride.1,
      taps: (0..<kernel.0).flatMap { y in
        (0..<kernel.1).map { Tap(dy: y - padding.0, dx: $0 - padding.1) }
      })
  }

  @Test(arguments: InstructionSet.available)
  func maximumPooling(set: InstructionSet) {
    for seed in 0..<160 as Range<UInt64> {
      var stream = RandomStream(2, 8, seed)
      let window = Self.window(seed, &stream)
      let size = window.height * window.width * window.channels
      let outputs = window.positions * window.channels
      let input = Guarded(size, &stream)
      // Equal values, of which the first wins, and values that are no numbers.
      for index in stride(from: 0, to: size, by: 2) {
        input.pointer[index] = (input.pointer[index] * 3).rounded()
      }
      if seed % 3 == 0 { input.pointer[stream.integer(in: 0..<size)] = .nan }
      let (output, gradient) = (Guarded(outputs, &stream), Guarded(outputs, &stream))
      let inputGradient = Guarded(size, &stream)
      var choice = [Int32](repeating: -1, count: outputs)
      var expectedChoice = choice
      window.taps.withUnsafeBufferPointer { taps in
        choice.withUnsafeMutableBufferPointer { choice in
          let forward = PoolImage(
            window, taps: taps, input: input.pointer, output: output.pointer,
            choice: choice.baseAddress
          ).limited(to: Self.lines(window, &stream))
          var expected = output.doubles
          ScalarKernels.maximum(forward, &expected, &expectedChoice)
          set.kernels.maximum(forward)
          output.expect(expected, tolerance: 0, "seed \(seed)")
          let backward = PoolImage(
            window, taps: taps, choice: choice.baseAddress, gradient: gradient.pointer,
            inputGradient: inputGradient.pointer)
          var expectedGradient = inputGradient.doubles
          ScalarKernels.maximumGradient(backward, &expectedGradient)
          set.kernels.maximum(backward)
          inputGradient.expect(expectedGradient, tolerance: 2e-6, "gradient, seed \(seed)")
        }
      }
      #expect(choice == expectedChoice, "seed \(seed)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func averagePooling(set: InstructionSet) {
    for seed in 0..<160 as Range<UInt64> {
      var stream = RandomStream(2, 9, seed)
      let window = Self.window(seed, &stream)
      let size = window.height * window.width * window.channels
      let outputs = window.positions * window.channels
      let (input, inputGradient) = (Guarded(size, &stream), Guarded(size, &stream))
      let (output, gradient) = (Guarded(outputs, &stream), Guarded(outputs, &stream))
      window.taps.withUnsafeBufferPointer { taps in
        let scale = 1 / Float(taps.count)
        // One for all positions, or one for each.
        let own = Guarded(window.positions, &stream)
        let scales = seed % 2 == 0 ? nil : UnsafePointer(own.pointer)
        let forward = PoolImage(
          window, taps: taps, scale: scale, scales: scales, input: input.pointer,
          output: output.pointer
        ).limited(to: Self.lines(window, &stream))
        var expected = output.doubles
        ScalarKernels.average(forward, &expected)
        set.kernels.average(forward)
        output.expect(expected, tolerance: 1e-6, "seed \(seed)")
        let backward = PoolImage(
          window, taps: taps, scale: scale, scales: scales, gradient: gradient.pointer,
          inputGradient: inputGradient.pointer)
        var expectedGradient = inputGradient.doubles
        ScalarKernels.averageGradient(backward, &expectedGradient)
        set.kernels.average(backward)
        inputGradient.expect(expectedGradient, tolerance: 1e-6, "gradient, seed \(seed)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func depthwise(set: InstructionSet) {
    for seed in 0..<160 as Range<UInt64> {
      var stream = RandomStream(2, 10, seed)
      let window = Self.window(seed, &stream)
      let size = window.height * window.width * window.channels
      let outputs = window.positions * window.channels
      let (input, inputGradient) = (Guarded(size, &stream), Guarded(size, &stream))
      let (output, gradient) = (Guarded(outputs, &stream), Guarded(outputs, &stream))
      let weights = Guarded(window.taps.count * window.channels, &stream)
      let weightGradient = Guarded(weights.count, &stream)
      let (bias, residual) = (Guarded(window.channels, &stream), Guarded(outputs, &stream))
      let choice = stream.integer(in: 0..<4)
      let epilogue = Epilogue(
        bias: choice & 1 == 1 ? UnsafePointer(bias.pointer) : nil,
        residual: choice & 2 == 2 ? UnsafePointer(residual.pointer) : nil,
        bounds: [Bounds.none, .relu, .relu6][stream.integer(in: 0..<3)])
      window.taps.withUnsafeBufferPointer { taps in
        let image = DepthwiseImage(window, taps: taps, weights: weights.pointer)
        var expected = output.doubles
        ScalarKernels.depthwise(image, input.pointer, epilogue, &expected)
        set.kernels.depthwise(image, input.pointer, output.pointer, epilogue)
        output.expect(expected, tolerance: 2e-6, "seed \(seed)")
        let accumulate = stream.integer(in: 0..<2) == 1
        expected = accumulate ? inputGradient.doubles : [Double](repeating: 0, count: size)
        ScalarKernels.depthwiseInputGradient(image, gradient.pointer, &expected)
        set.kernels.depthwiseInputGradient(
          image, gradient.pointer, inputGradient.pointer, accumulate)
        inputGradient.expect(expected, tolerance: 2e-6, "input gradient, seed \(seed)")
        expected = weightGradient.doubles
        ScalarKernels.depthwiseWeightGradient(image, input.pointer, gradient.pointer, &expected)
        set.kernels.depthwiseWeightGradient(
          image, input.pointer, gradient.pointer, weightGradient.pointer)
        weightGradient.expect(expected, tolerance: 1e-5, "weight gradient, seed \(seed)")
      }
    }
  }

  /// A NaN anywhere in the window is the result, whatever stands before or after it.
  @Test(arguments: InstructionSet.available)
  func maximumKeepsNaN(set: InstructionSet) {
    let taps = (0..<3).map { Tap(dy: 0, dx: $0) }
    let window = Window(
      height: 1, width: 3, pixelStride: 21, channels: 21, gridHeight: 1, gridWidth: 1,
      strideY: 1, strideX: 1, taps: taps)
    for place in 0..<3 {
      var input = [Float](repeating: 1, count: 63)
      for channel in 0..<21 { input[place * 21 + channel] = .nan }
      var output = [Float](repeating: 0, count: 21)
      taps.withUnsafeBufferPointer { taps in
        input.withUnsafeBufferPointer { input in
          output.withUnsafeMutableBufferPointer { output in
            set.kernels.maximum(
              PoolImage(
                window, taps: taps, input: input.baseAddress, output: output.baseAddress))
          }
        }
      }
      #expect(output.allSatisfy { $0.isNaN }, "NaN at \(place)")
    }
  }
}
