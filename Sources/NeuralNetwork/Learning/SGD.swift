import KernelInterface
package import Tensors

/// Stochastic gradient descent with momentum, as PyTorch defines it (no dampening).
package final class SGD {
  package struct Settings: Sendable, Equatable, Codable {
    package var momentum: Float
    package var nesterov: Bool
    package var weightDecay: Float

    package init(momentum: Float, nesterov: Bool, weightDecay: Float) {
      self.momentum = momentum
      self.nesterov = nesterov
      self.weightDecay = weightDecay
    }
  }

  package let settings: Settings
  /// Momentum, laid out as the learned parameters.
  package let velocity: FloatBuffer
  private let parameters: Parameters

  package init(_ parameters: Parameters, settings: Settings) {
    self.parameters = parameters
    self.settings = settings
    velocity = FloatBuffer(count: parameters.learnedCount)
  }

  /// Moves the parameters against `gradients`, laid out as the learned parameters.
  package func step(gradients: FloatBuffer, rate: Float, compute: Compute) {
    compute.workers.forEachRun(of: parameters.learnedCount, length: 65536) { run, _ in
      let start = run.lowerBound
      compute.kernels.momentumStep(
        MomentumStep(
          parameters: parameters.values.pointer + start, gradients: gradients.pointer + start,
          velocity: velocity.pointer + start, count: run.count, rate: rate,
          momentum: settings.momentum, decay: settings.weightDecay, nesterov: settings.nesterov))
    }
  }
}
