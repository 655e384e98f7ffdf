import Compute
import Foundation
import NeuralNetwork
import Testing

@Suite struct SoftmaxCrossEntropyTests {
  private func evaluate(
    _ logits: [Float], _ labels: [Int], classes: Int, smoothing: Float = 0
  ) -> (loss: Double, correct: Int, gradient: [Float]) {
    var gradient = [Float](repeating: .nan, count: logits.count)
    let result = SoftmaxCrossEntropy.evaluate(
      logits: logits, labels: labels, classes: classes, smoothing: smoothing, gradient: &gradient)
    return (result.loss, result.correct, gradient)
  }

  /// Logits log 1, log 2, log 5: probabilities 1/8, 2/8, 5/8.
  private static let logits: [Float] = [0, Float(log(2.0)), Float(log(5.0))]

  @Test func workedByHand() {
    let result = evaluate(Self.logits + Self.logits, [1, 2], classes: 3)
    #expect(abs(result.loss - (log(4.0) + log(1.6)) / 2) < 1e-7)
    #expect(result.correct == 1)
    let expected: [Float] = [0.0625, -0.375, 0.3125, 0.0625, 0.125, -0.1875]
    for (value, wanted) in zip(result.gradient, expected) { #expect(abs(value - wanted) < 1e-7) }
  }

  /// Smoothing 0.3: targets 0.1, 0.8, 0.1.
  @Test func labelSmoothing() {
    let result = evaluate(Self.logits, [1], classes: 3, smoothing: 0.3)
    let loss = 0.1 * log(8.0) + 0.8 * log(4.0) + 0.1 * log(1.6)
    #expect(abs(result.loss - loss) < 1e-7)
    let expected: [Float] = [0.025, -0.55, 0.525]
    for (value, wanted) in zip(result.gradient, expected) { #expect(abs(value - wanted) < 1e-7) }
  }

  @Test func hugeLogits() {
    let result = evaluate([1e30, -1e30, 0, 88, 1000, -1000], [0, 2], classes: 3)
    #expect(result.loss == 1000)
    #expect(result.correct == 1)
    #expect(result.gradient == [0, 0, 0, 0, 0.5, -0.5])
    #expect(evaluate([-1e4, -1e4], [0], classes: 2).loss == log(2))
  }

  @Test func withoutGradient() {
    let result = SoftmaxCrossEntropy.evaluate(
      logits: Self.logits, labels: [2], classes: 3, gradient: nil)
    #expect(abs(result.loss - log(1.6)) < 1e-7)
  }
}

@Suite struct SGDTests {
  /// Three steps against PyTorch's formula in Double (torch.optim.SGD, dampening 0).
  @Test(arguments: [
    SGD.Settings(momentum: 0, nesterov: false, weightDecay: 0),
    SGD.Settings(momentum: 0.9, nesterov: false, weightDecay: 0),
    SGD.Settings(momentum: 0.9, nesterov: true, weightDecay: 0.01),
    SGD.Settings(momentum: 0.5, nesterov: false, weightDecay: 0.1),
  ])
  func steps(settings: SGD.Settings) throws {
    var net = GraphBuilder(name: "one", input: Shape(1, 1, 7))
    _ = try net.linear("fc", net.batchNorm("bn", net.input), outputs: 3)
    let parameters = Parameters(try net.graph())
    HashedValues.fill(parameters)
    let optimizer = SGD(parameters, settings: settings)
    let count = parameters.learnedCount
    let gradients = FloatBuffer(count: count)
    let statistics = Array(parameters.values.elements[count...])
    var expected = parameters.values.pointer.doubles(count)
    var velocity = [Double](repeating: 0, count: count)
    let compute = try Compute(instructionSet: nil, threads: 2)
    for step in 0..<3 {
      let values = HashedValues.uniform("gradient \(step)", count: count, -1, 1)
      gradients.pointer.update(from: values, count: count)
      let rate = 0.1 / Double(step + 1)
      for index in 0..<count {
        let gradient = Double(values[index]) + Double(settings.weightDecay) * expected[index]
        velocity[index] =
          step == 0 ? gradient : Double(settings.momentum) * velocity[index] + gradient
        expected[index] -=
          rate
          * (settings.nesterov
            ? gradient + Double(settings.momentum) * velocity[index] : velocity[index])
      }
      optimizer.step(gradients: gradients, rate: Float(rate), compute: compute)
    }
    for index in 0..<count {
      #expect(abs(Double(parameters.values.pointer[index]) - expected[index]) < 1e-6)
    }
    #expect(Array(parameters.values.elements[count...]) == statistics, "statistics stay")
  }
}
