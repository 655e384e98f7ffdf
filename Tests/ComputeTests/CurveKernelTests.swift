import Compute
import Foundation
import Images
import KernelInterface
import Testing

/// Smooth activations and channel scaling against plain twins, on every instruction set of this
/// machine.
@Suite struct CurveKernelTests {
  static let curves: [Curve] = [
    .exponential, .sigmoid, .silu, .hardSigmoid(slope: 0.2, offset: 0.5),
    .hardSigmoid(slope: 1.0 / 6, offset: 0.5), .hardSwish, .tanh, .elu(scale: 1),
    .elu(scale: 1.67), .leakyReLU(slope: 0.01), .gelu, .errorFunction, .softplus, .magnitude,
    .multiple(factor: -0.7),
  ]

  private static func apply(_ curve: Curve, _ x: [Float], _ set: InstructionSet) -> [Float] {
    var y = [Float](repeating: 0, count: x.count)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeMutableBufferPointer { y in
        set.kernels.curve(
          CurveValues(curve, x: x.baseAddress!, count: x.count, y: y.baseAddress!))
      }
    }
    return y
  }

  /// Every 4,099th bit pattern of a finite number: all magnitudes, a million of them.
  private static let wholeRange: [Float] =
    stride(from: UInt32(0), to: 0x7F80_0000, by: 4099).flatMap {
      [Float(bitPattern: $0), -Float(bitPattern: $0)]
    }

  /// Distance in units of the last place of the true value, which is given in Double.
  private static func ulps(_ value: Float, _ exact: Double) -> Double {
    let unit = Double(max(Float(exact), .leastNormalMagnitude).ulp)
    return abs(Double(value) - exact) / unit
  }

  @Test(arguments: InstructionSet.available)
  func exponentialOverTheWholeRange(set: InstructionSet) {
    // Denser where the result is neither 0 nor infinite nor 1.
    let fine = stride(from: Float(-104.5), through: 89.5, by: 0x1p-12).map { $0 }
    let x = Self.wholeRange + fine
    var worst = (error: 0.0, at: Float(0))
    for (x, value) in zip(x, Self.apply(.exponential, x, set)) {
      let exact = exp(Double(x))
      if exact > Double(Float.greatestFiniteMagnitude) {
        // The very last step below infinity may round either way.
        let isLarge = value == .infinity || exact < Double(Float.greatestFiniteMagnitude) * 1.000001
        #expect(isLarge, "exp(\(x)) = \(value)")
      } else if value == .infinity {
        #expect(exact > Double(Float.greatestFiniteMagnitude) * 0.999999, "exp(\(x))")
      } else {
        let error = Self.ulps(value, exact)
        if error > worst.error { worst = (error, x) }
      }
    }
    #expect(worst.error <= (set == .baseline ? 2.5 : 1.5), "at \(worst.at)")
    let special = Self.apply(.exponential, [.nan, .infinity, -.infinity, 0, -0.0], set)
    #expect(special[0].isNaN)
    #expect(special.dropFirst() == [.infinity, 0, 1, 1])
  }

  @Test(arguments: InstructionSet.available)
  func sigmoidsOverTheWholeRange(set: InstructionSet) {
    let x = Self.wholeRange
    for (x, value) in zip(x, Self.apply(.sigmoid, x, set)) {
      let exact = 1 / (1 + exp(-Double(x)))
      if Self.ulps(value, exact) > 5 { Issue.record("sigmoid(\(x)) is \(value), not \(exact)") }
    }
    for (x, value) in zip(x, Self.apply(.silu, x, set)) {
      let exact = Double(x) / (1 + exp(-Double(x)))
      if abs(Double(value) - exact) > 6e-7 * abs(exact) + 1e-37 {
        Issue.record("silu(\(x)) is \(value), not \(exact)")
      }
    }
  }

  /// The same bits for a value wherever it stands, in place too, and nothing written beyond the
  /// end.
  @Test(arguments: InstructionSet.available, curves)
  func everyLength(set: InstructionSet, curve: Curve) {
    for count in 1...70 {
      var stream = RandomStream(3, UInt64(count))
      let (x, y) = (Guarded(count, &stream), Guarded(count, &stream))
      for place in 0..<count { x.pointer[place] *= 8 }
      let alone = x.values.map { Self.apply(curve, [$0], set)[0] }
      let exact = x.values.map { ScalarKernels.curve(curve, Double($0)).value }
      set.kernels.curve(CurveValues(curve, x: x.pointer, count: count, y: y.pointer))
      #expect(y.values == alone)
      for (value, exact) in zip(y.values, exact) {
        #expect(abs(Double(value) - exact) <= 1e-6 * max(abs(exact), 1), "\(curve)")
      }
      set.kernels.curve(CurveValues(curve, x: x.pointer, count: count, y: x.pointer))
      x.expect(alone.map(Double.init), tolerance: 0, "in place")
    }
  }

  @Test(arguments: InstructionSet.available, curves)
  func gradients(set: InstructionSet, curve: Curve) {
    for count in 1...70 {
      var stream = RandomStream(4, UInt64(count))
      let (x, gradient) = (Guarded(count, &stream), Guarded(count, &stream))
      let dx = Guarded(count, &stream)
      for place in 0..<count { x.pointer[place] *= 8 }
      // The corners of the hard ones.
      x.pointer[0] = [-3, 3, 0][count % 3]
      let accumulate = stream.integer(in: 0..<2) == 1
      let expected = (0..<count).map {
        let slope = ScalarKernels.curve(curve, Double(x.pointer[$0])).slope
        return (accumulate ? dx.doubles[$0] : 0) + Double(gradient.pointer[$0]) * slope
      }
      set.kernels.curveGradient(
        CurveGradient(
          curve, x: x.pointer, gradient: gradient.pointer, count: count, dx: dx.pointer,
          accumulate: accumulate))
      let size = curve == .exponential ? 3000.0 : 1
      dx.expect(expected, tolerance: 1e-6 * size, "\(curve)")
    }
  }

  /// Curves that are defined above 0, by the relative error of value and slope.
  @Test(arguments: InstructionSet.available, [Curve.reciprocal, .squareRoot, .logarithm])
  func curvesAboveZero(set: InstructionSet, curve: Curve) {
    let x = Self.wholeRange.filter { $0 >= 1e-18 && $0 <= 1e18 }
    let ones = [Float](repeating: 1, count: x.count)
    var slopes = ones
    x.withUnsafeBufferPointer { x in
      ones.withUnsafeBufferPointer { ones in
        slopes.withUnsafeMutableBufferPointer { slopes in
          set.kernels.curveGradient(
            CurveGradient(
              curve, x: x.baseAddress!, gradient: ones.baseAddress!, count: x.count,
              dx: slopes.baseAddress!, accumulate: false))
        }
      }
    }
    for (place, value) in Self.apply(curve, x, set).enumerated() {
      let exact = ScalarKernels.curve(curve, Double(x[place]))
      // The logarithm crosses 0 at 1.
      let size = curve == .logarithm ? max(abs(exact.value), 1) : abs(exact.value)
      if abs(Double(value) - exact.value) > 3e-7 * size
        || abs(Double(slopes[place]) - exact.slope) > 5e-7 * abs(exact.slope)
      {
        Issue.record("\(curve) of \(x[place]): \(value), \(slopes[place]), not \(exact)")
        return
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func logarithmAtTheEdges(set: InstructionSet) {
    let values = Self.apply(.logarithm, [0, 1, .infinity, -1, .nan], set)
    #expect(Array(values.prefix(3)) == [-.infinity, 0, .infinity])
    #expect(values[3].isNaN && values[4].isNaN)
  }

  @Test(arguments: InstructionSet.available)
  func channelScaling(set: InstructionSet) {
    for width in Array(1...70) + [96, 127, 128, 131] {
      var stream = RandomStream(5, UInt64(width))
      let rows = stream.integer(in: 1..<31)
      let (x, y) = (Guarded(rows * width, &stream), Guarded(rows * width, &stream))
      let (factors, sums) = (Guarded(width, &stream), Guarded(width, &stream))
      let accumulate = stream.integer(in: 0..<2) == 1
      let scaling = ChannelScaling(
        x: x.pointer, factors: factors.pointer, rows: rows, width: width, y: y.pointer,
        accumulate: accumulate)
      var expected = y.doubles
      ScalarKernels.scaleChannels(scaling, &expected)
      set.kernels.scaleChannels(scaling)
      y.expect(expected, tolerance: 5e-7, "\(rows) x \(width)")
      let products = ChannelProducts(
        a: x.pointer, b: y.pointer, rows: rows, width: width, sums: sums.pointer,
        accumulate: accumulate)
      expected = sums.doubles
      ScalarKernels.channelProducts(products, &expected)
      set.kernels.channelProducts(products)
      sums.expect(expected, tolerance: 1e-5, "sums, \(rows) x \(width)")
    }
  }
}
