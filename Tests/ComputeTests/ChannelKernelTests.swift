import Compute
import Images
import KernelInterface
import Testing

/// Row and element kernels against plain twins, on every instruction set of this machine.
@Suite struct ChannelKernelTests {
  /// Widths with every tail, each with some number of rows.
  private static func forEachShape(
    _ purpose: UInt64, _ body: (_ rows: Int, _ width: Int, inout RandomStream) -> Void
  ) {
    for width in Array(1...70) + [96, 127, 128, 131] {
      for repetition in 0..<3 {
        var stream = RandomStream(2, purpose, UInt64(width), UInt64(repetition))
        body(stream.integer(in: 1..<31), width, &stream)
      }
    }
  }

  private static func bounds(_ stream: inout RandomStream) -> Bounds {
    [.none, .relu, .relu6, Bounds(lower: 0, upper: 0.5)][stream.integer(in: 0..<4)]
  }

  @Test(arguments: InstructionSet.available)
  func moments(set: InstructionSet) {
    Self.forEachShape(1) { rows, width, stream in
      let x = Guarded(rows * width, &stream)
      let shift = Guarded(width, &stream)
      let sums = Guarded(width, &stream)
      let squares = Guarded(width, &stream)
      let operands = Moments(
        x: x.pointer, rows: rows, width: width, shift: shift.pointer, sums: sums.pointer,
        squares: squares.pointer)
      var expected = (sums.doubles, squares.doubles)
      ScalarKernels.moments(operands, &expected.0, &expected.1)
      set.kernels.moments(operands)
      sums.expect(expected.0, tolerance: 2e-5, "sums, \(rows) x \(width)")
      squares.expect(expected.1, tolerance: 2e-5, "squares, \(rows) x \(width)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func scaleShift(set: InstructionSet) {
    Self.forEachShape(2) { rows, width, stream in
      let x = Guarded(rows * width, &stream)
      let y = Guarded(rows * width, &stream)
      let (scale, shift) = (Guarded(width, &stream), Guarded(width, &stream))
      let residual = Guarded(rows * width, &stream)
      x.pointer[stream.integer(in: 0..<rows * width)] = .nan
      let isInPlace = stream.integer(in: 0..<2) == 1
      let target = isInPlace ? x : y
      let operands = ScaleShift(
        x: x.pointer, rows: rows, width: width, scale: scale.pointer, shift: shift.pointer,
        residual: stream.integer(in: 0..<2) == 1 ? UnsafePointer(residual.pointer) : nil,
        bounds: Self.bounds(&stream), y: target.pointer)
      var expected = target.doubles
      ScalarKernels.scaleShift(operands, &expected)
      set.kernels.scaleShift(operands)
      target.expect(expected, tolerance: 5e-7, "\(rows) x \(width), in place \(isInPlace)")
    }
  }

  /// Whatever the alignment of source and target, and their length.
  @Test(arguments: InstructionSet.available)
  func copyPastCache(set: InstructionSet) {
    for seed in 0..<200 as Range<UInt64> {
      var stream = RandomStream(2, 14, seed)
      let (source, target) = (Guarded(150, &stream), Guarded(150, &stream))
      let (from, to) = (stream.integer(in: 0..<40), stream.integer(in: 0..<40))
      let count = stream.integer(in: 0..<111)
      var expected = target.doubles
      for place in 0..<count { expected[to + place] = Double(source.pointer[from + place]) }
      set.kernels.copyPastCache(source.pointer + from, target.pointer + to, count)
      target.expect(expected, tolerance: 0, "\(count) floats from \(from) to \(to)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func maskedMoments(set: InstructionSet) {
    Self.forEachShape(3) { rows, width, stream in
      let (gradient, y) = (Guarded(rows * width, &stream), Guarded(rows * width, &stream))
      let (x, center) = (Guarded(rows * width, &stream), Guarded(width, &stream))
      let (sums, products) = (Guarded(width, &stream), Guarded(width, &stream))
      // Values on the bounds themselves have no gradient.
      for index in stride(from: 0, to: rows * width, by: 3) { y.pointer[index] = 0 }
      for index in stride(from: 0, to: rows * width, by: 7) { y.pointer[index] = 0.5 }
      let (scale, shift) = (Guarded(width, &stream), Guarded(width, &stream))
      let isGiven = stream.integer(in: 0..<2) == 1
      let operands = MaskedMoments(
        gradient: gradient.pointer, y: isGiven ? UnsafePointer(y.pointer) : nil,
        bounds: Self.bounds(&stream), x: x.pointer, scale: scale.pointer, shift: shift.pointer,
        center: center.pointer, rows: rows, width: width, sums: sums.pointer,
        products: products.pointer)
      var expected = (sums.doubles, products.doubles)
      ScalarKernels.maskedMoments(operands, &expected.0, &expected.1)
      set.kernels.maskedMoments(operands)
      sums.expect(expected.0, tolerance: 1e-5, "sums, \(rows) x \(width)")
      products.expect(expected.1, tolerance: 2e-5, "products, \(rows) x \(width)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func normalizationGradient(set: InstructionSet) {
    Self.forEachShape(4) { rows, width, stream in
      let count = rows * width
      let (gradient, y, x) = (
        Guarded(count, &stream), Guarded(count, &stream), Guarded(count, &stream)
      )
      for index in stride(from: 0, to: count, by: 3) { y.pointer[index] = 0 }
      let (scale, slope, offset, center) = (
        Guarded(width, &stream), Guarded(width, &stream), Guarded(width, &stream),
        Guarded(width, &stream)
      )
      let shift = Guarded(width, &stream)
      let (dx, residual) = (Guarded(count, &stream), Guarded(count, &stream))
      let choice = stream.integer(in: 0..<16)
      let operands = NormalizationGradient(
        gradient: gradient.pointer, y: choice & 8 == 8 ? UnsafePointer(y.pointer) : nil,
        bounds: Self.bounds(&stream), x: x.pointer, center: center.pointer, scale: scale.pointer,
        shift: shift.pointer, slope: slope.pointer, offset: offset.pointer, rows: rows,
        width: width, dx: dx.pointer, accumulate: choice & 1 == 1,
        residual: choice & 2 == 2 ? residual.pointer : nil, accumulateResidual: choice & 4 == 4)
      var expected = (dx.doubles, residual.doubles)
      ScalarKernels.normalizationGradient(operands, &expected.0, &expected.1)
      set.kernels.normalizationGradient(operands)
      dx.expect(expected.0, tolerance: 5e-7, "\(rows) x \(width), choice \(choice)")
      residual.expect(expected.1, tolerance: 5e-7, "residual, \(rows) x \(width), \(choice)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func maskGradient(set: InstructionSet) {
    Self.forEachShape(5) { rows, width, stream in
      let count = rows * width
      let (gradient, y, dx) = (
        Guarded(count, &stream), Guarded(count, &stream), Guarded(count, &stream)
      )
      for index in stride(from: 0, to: count, by: 3) { y.pointer[index] = 0 }
      let operands = MaskGradient(
        gradient: gradient.pointer, y: y.pointer, bounds: Self.bounds(&stream), count: count,
        dx: dx.pointer, accumulate: stream.integer(in: 0..<2) == 1)
      var expected = dx.doubles
      ScalarKernels.maskGradient(operands, &expected)
      set.kernels.maskGradient(operands)
      dx.expect(expected, tolerance: 2e-7, "\(count) floats")
    }
  }

  @Test(arguments: InstructionSet.available)
  func add(set: InstructionSet) {
    Self.forEachShape(6) { rows, width, stream in
      let xStride = width + stream.integer(in: 0..<5)
      let yStride = width + stream.integer(in: 0..<5)
      let (x, y) = (Guarded(rows * xStride, &stream), Guarded(rows * yStride, &stream))
      x.pointer[stream.integer(in: 0..<width)] = .nan
      let operands = AddRows(
        x: x.pointer, xStride: xStride, y: y.pointer, yStride: yStride, rows: rows, width: width,
        accumulate: stream.integer(in: 0..<2) == 1, bounds: Self.bounds(&stream))
      var expected = y.doubles
      ScalarKernels.add(operands, &expected)
      set.kernels.add(operands)
      y.expect(expected, tolerance: 2e-7, "\(rows) x \(width)")
    }
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func momentumStep(set: InstructionSet, nesterov: Bool) {
    Self.forEachShape(7) { _, width, stream in
      let (parameters, gradients, velocity) = (
        Guarded(width, &stream), Guarded(width, &stream), Guarded(width, &stream)
      )
      let step = MomentumStep(
        parameters: parameters.pointer, gradients: gradients.pointer, velocity: velocity.pointer,
        count: width, rate: 0.1, momentum: 0.9, decay: 0.01, nesterov: nesterov)
      var expected = (parameters.doubles, velocity.doubles)
      ScalarKernels.momentumStep(step, &expected.0, &expected.1)
      set.kernels.momentumStep(step)
      parameters.expect(expected.0, tolerance: 5e-7, "parameters, \(width)")
      velocity.expect(expected.1, tolerance: 5e-7, "velocity, \(width)")
    }
  }
}
