/// A function of one value.
package enum Curve: Equatable, Sendable {
  /// e to the power x: at most 1.5 units in the last place from the true value where that is a
  /// normal number (2.5 without fused multiplication), 0 and infinity beyond the range of `Float`.
  case exponential
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// x / (1 + exp(-x)).
  case silu
  /// min(max(slope * x + offset, 0), 1).
  case hardSigmoid(slope: Float, offset: Float)
  /// x * min(max(x / 6 + 1 / 2, 0), 1).
  case hardSwish
  case tanh
  /// x, and scale * (exp(x) - 1) below 0 (Clevert, Unterthiner & Hochreiter 2016).
  case elu(scale: Float)
  /// x, and slope * x below 0.
  case leakyReLU(slope: Float)
  /// x times the normal distribution's share below x (Hendrycks & Gimpel 2016).
  case gelu
  case errorFunction
  case reciprocal
  case squareRoot
  /// The natural one; minus infinity at 0, NaN below.
  case logarithm
  /// log(1 + exp(x)).
  case softplus
  /// |x|.
  case magnitude
  /// factor * x.
  case multiple(factor: Float)
}

/// y = curve(x), `count` floats; `y` may be `x`.
///
/// The same bits for a value wherever it stands. No library function is called: the results of one
/// instruction set are the same on every system.
package struct CurveValues {
  package var curve: Curve
  package var x: UnsafePointer<Float>
  package var count: Int
  package var y: UnsafeMutablePointer<Float>

  package init(
    _ curve: Curve, x: UnsafePointer<Float>, count: Int, y: UnsafeMutablePointer<Float>
  ) {
    self.curve = curve
    self.x = x
    self.count = count
    self.y = y
  }
}

/// dx (+)= gradient * the curve's slope at x, `count` floats.
///
/// Where a curve has a corner, its slope is 0 for the hard sigmoid; for hard swish 0 at -3 and 1 at
/// 3, as in PyTorch; 0 for the magnitude of 0, and that below 0 for ELU and leaky ReLU at 0.
package struct CurveGradient {
  package var curve: Curve
  package var x: UnsafePointer<Float>
  package var gradient: UnsafePointer<Float>
  package var count: Int
  package var dx: UnsafeMutablePointer<Float>
  package var accumulate: Bool

  package init(
    _ curve: Curve, x: UnsafePointer<Float>, gradient: UnsafePointer<Float>, count: Int,
    dx: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    self.curve = curve
    self.x = x
    self.gradient = gradient
    self.count = count
    self.dx = dx
    self.accumulate = accumulate
  }
}
