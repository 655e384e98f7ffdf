/// The name, shape and beginning of one tensor of a network.
package struct ParameterDescription: Sendable, Equatable {
  /// PyTorch's name in the state dict of the same network.
  package var name: String
  /// PyTorch's shape: OIHW for convolutions, outputs x inputs for linear layers.
  package var shape: [Int]
  package var kind: Kind
  package var initializer: Initializer
  /// Whether training leaves it as it began: no gradient is computed for it, and nothing decays it.
  package var isFrozen = false

  package enum Kind: Sendable, Equatable {
    /// Stored here as groups x height x width x inputs x outputs, each of a group; with one channel
    /// to a group (depthwise) as height x width x channels.
    case convolutionWeight(groups: Int)
    /// Stored here as inputs x outputs.
    case linearWeight
    case bias
    case normalizationScale
    case normalizationShift
    case runningMean
    case runningVariance
  }

  package var count: Int { shape.reduce(1, *) }

  /// Whether training changes it by its gradient; running statistics are only measured.
  package var isLearned: Bool {
    kind != .runningMean && kind != .runningVariance
  }
}

/// How a tensor begins.
package enum Initializer: Sendable, Equatable {
  case zeros
  case ones
  /// Normal, standard deviation sqrt(2 / fan) (He et al. 2015).
  case heNormal(fan: Fan)
  /// Uniform in ±sqrt(1 / fan in): PyTorch's default for weights and biases.
  case fanInUniform(fanIn: Int)
  case normal(deviation: Float)
  /// Of a convolution with an odd kernel: output k begins as input k, unchanged, as long as there
  /// are inputs; the outputs that follow are uniform in ±sqrt(1 / fan in).
  case identity(fanIn: Int)
  /// Filters that make the patches of the training images white, and their negatives: set from the
  /// images (`PatchWhitening`), and until then random as with `heNormal`.
  case whitening

  package enum Fan: Sendable, Equatable {
    case inputs
    case outputs
  }
}
