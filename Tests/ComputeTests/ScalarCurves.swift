import Foundation
import KernelInterface

extension ScalarKernels {
  /// A curve and its slope in Double, by the formulas as they are usually written.
  static func curve(_ curve: Curve, _ x: Double) -> (value: Double, slope: Double) {
    switch curve {
    case .exponential:
      return (exp(x), exp(x))
    case .sigmoid:
      let y = 1 / (1 + exp(-x))
      return (y, y * (1 - y))
    case .silu:
      let y = 1 / (1 + exp(-x))
      return (x * y, y * (1 + x * (1 - y)))
    case .hardSigmoid(let slope, let offset):
      let line = Double(slope) * x + Double(offset)
      // At the corners, as Float has them.
      let inner = Float(line) > 0 && Float(line) < 1
      return (min(max(line, 0), 1), inner ? Double(slope) : 0)
    case .hardSwish:
      let slope = x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6
      return (x * min(max(x + 3, 0), 6) / 6, slope)
    case .tanh: return (tanh(x), 1 - tanh(x) * tanh(x))
    case .elu(let scale):
      let scale = Double(scale)
      return x > 0 ? (x, 1) : (scale * (exp(x) - 1), scale * exp(x))
    case .leakyReLU(let slope):
      return x > 0 ? (x, 1) : (Double(slope) * x, Double(slope))
    case .gelu:
      let share = 0.5 * (1 + erf(x / 2.0.squareRoot()))
      return (x * share, share + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot())
    case .errorFunction: return (erf(x), 2 / Double.pi.squareRoot() * exp(-x * x))
    case .reciprocal: return (1 / x, -1 / (x * x))
    case .squareRoot: return (x.squareRoot(), 0.5 / x.squareRoot())
    case .logarithm: return (log(x), 1 / x)
    case .softplus: return (log(1 + exp(x)), 1 / (1 + exp(-x)))
    case .magnitude: return (abs(x), x > 0 ? 1 : x < 0 ? -1 : 0)
    case .multiple(let factor): return (Double(factor) * x, Double(factor))
    }
  }

  static func scaleChannels(_ operands: ChannelScaling, _ y: inout [Double]) {
    for index in 0..<operands.rows * operands.width {
      let product = Double(operands.x[index]) * Double(operands.factors[index % operands.width])
      y[index] = (operands.accumulate ? y[index] : 0) + product
    }
  }

  static func channelProducts(_ operands: ChannelProducts, _ sums: inout [Double]) {
    for column in 0..<operands.width {
      var sum = operands.accumulate ? sums[column] : 0
      for row in 0..<operands.rows {
        let place = row * operands.width + column
        sum += Double(operands.a[place]) * Double(operands.b[place])
      }
      sums[column] = sum
    }
  }
}
