import Foundation
import KernelInterface
import NeuralNetwork

// What works number by number, and what only moves numbers.
extension ReferenceNetwork {
  static func curve(_ curve: Curve, _ x: Double) -> Double {
    switch curve {
    case .exponential: exp(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .silu: x / (1 + exp(-x))
    case .hardSigmoid(let slope, let offset): min(max(Double(slope) * x + Double(offset), 0), 1)
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .tanh: tanh(x)
    case .elu(let scale): x > 0 ? x : Double(scale) * (exp(x) - 1)
    case .leakyReLU(let slope): x > 0 ? x : Double(slope) * x
    case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
    case .errorFunction: erf(x)
    case .reciprocal: 1 / x
    case .squareRoot: x.squareRoot()
    case .logarithm: log(x)
    case .softplus: log(1 + exp(x))
    case .magnitude: abs(x)
    case .multiple(let factor): Double(factor) * x
    }
  }

  func join(
    _ kind: Arithmetic.Kind, _ inputs: [[Double]], _ shapes: [Shape], _ to: Shape, _ images: Int
  ) -> [Double] {
    (0..<images * to.count).map { index in
      let (image, place) = index.quotientAndRemainder(dividingBy: to.count)
      let channel = place % to.channels
      let column = place / to.channels % to.width
      let row = place / to.channels / to.width
      let numbers = zip(inputs, shapes).map { values, shape in
        let pixel = min(row, shape.height - 1) * shape.width + min(column, shape.width - 1)
        return values[
          (image * shape.height * shape.width + pixel) * shape.channels
            + min(channel, shape.channels - 1)]
      }
      switch kind {
      case .sum: return numbers[0] + numbers[1]
      case .difference: return numbers[0] - numbers[1]
      case .product: return numbers[0] * numbers[1]
      case .quotient: return numbers[0] / numbers[1]
      case .maximum: return max(numbers[0], numbers[1])
      case .minimum: return min(numbers[0], numbers[1])
      }
    }
  }

  func rearrange(
    _ x: [Double], _ to: Shape, _ order: [Rearrangement.Factor], _ images: Int
  ) -> [Double] {
    (0..<images * to.count).map { index in
      var (image, rest) = index.quotientAndRemainder(dividingBy: to.count)
      image *= to.count
      for factor in order.reversed() {
        image += rest % factor.size * factor.stride
        rest /= factor.size
      }
      return x[image]
    }
  }

  func logSoftmax(_ x: [Double], _ channels: Int) -> [Double] {
    x.indices.map { index in
      let first = index / channels * channels
      return x[index] - log(x[first..<first + channels].reduce(0) { $0 + exp($1) })
    }
  }
}
