/// Batch normalisation with the names of its four parameter tensors.
package struct BatchNorm: Operation {
  package var epsilon: Float
  /// Weight of the newest batch in the running statistics.
  package var momentum: Float
  package var scale: String
  package var shift: String
  package var runningMean: String
  package var runningVariance: String
  /// Whether the scale is trained, or stays 1.
  package var learnsScale: Bool

  package init(
    epsilon: Float, momentum: Float, scale: String, shift: String, runningMean: String,
    runningVariance: String, learnsScale: Bool = true
  ) {
    self.epsilon = epsilon
    self.momentum = momentum
    self.scale = scale
    self.shift = shift
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    self.learnsScale = learnsScale
  }

  package var text: String { "batch norm" }
  package var isModule: Bool { true }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    guard epsilon.isFinite, epsilon >= 0 else {
      throw place.error(expected: "epsilon of 0 or more", found: "\(epsilon)")
    }
    guard (0...1).contains(momentum) else {
      throw place.error(expected: "momentum in 0...1", found: "\(momentum)")
    }
    return input
  }

  package func parameters(of inputs: [Shape]) -> [ParameterDescription] {
    let tensors: [(String, ParameterDescription.Kind, Initializer)] = [
      (scale, .normalizationScale, .ones), (shift, .normalizationShift, .zeros),
      (runningMean, .runningMean, .zeros), (runningVariance, .runningVariance, .ones),
    ]
    return tensors.map { name, kind, initializer in
      ParameterDescription(
        name: name, shape: [inputs[0].channels], kind: kind, initializer: initializer,
        isFrozen: kind == .normalizationScale && !learnsScale)
    }
  }

  package var spread: Spread { .within(radius: 0, inner: self) }
  package var rider: Rider? { .batchNorm }
  package func carries(in mode: Mode) -> Carriage { [.sum, .bounds] }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    BatchNormStep(self, fused, in: compilation)
  }
}

extension GraphBuilder {
  /// The tensors are named as PyTorch's: `weight`, `bias`, `running_mean`, `running_var` of the
  /// layer.
  package mutating func batchNorm(
    _ name: String, _ input: Value, epsilon: Float = 1e-5, momentum: Float = 0.1,
    learnsScale: Bool = true
  ) throws(NetworkError) -> Value {
    let operation = BatchNorm(
      epsilon: epsilon, momentum: momentum, scale: name + ".weight", shift: name + ".bias",
      runningMean: name + ".running_mean", runningVariance: name + ".running_var",
      learnsScale: learnsScale)
    return try batchNorm(name, input, operation)
  }

  /// The same with tensors of any names.
  package mutating func batchNorm(
    _ name: String, _ input: Value, _ operation: BatchNorm
  ) throws(NetworkError) -> Value {
    try append(name, operation, [input])
  }
}
