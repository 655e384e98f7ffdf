package import Compute
import Images
import KernelInterface

/// Stochastic gradient descent with momentum, as PyTorch defines it (no dampening).
///
/// Parameters lie in one block; tensors that are treated alike and stand side by side are worked on
/// as one stretch, so that what is set per tensor costs nothing where all are alike.
package final class SGD {
  package struct Settings: Sendable, Equatable, Codable {
    package var momentum: Float
    package var nesterov: Bool
    package var weightDecay: Float
    /// Whether weight decay also pulls at biases and the scales and shifts of normalisations.
    package var decaysVectors: Bool
    /// Longest gradient, over all parameters that move (L2); longer ones are shortened to it.
    package var clipNorm: Double?
    /// How many times as fast shifts of normalisations learn, while they decay as ever; nil for
    /// once.
    package var shiftRate: Float?

    package init(
      momentum: Float, nesterov: Bool, weightDecay: Float, decaysVectors: Bool = true,
      clipNorm: Double? = nil, shiftRate: Float? = nil
    ) {
      self.momentum = momentum
      self.nesterov = nesterov
      self.weightDecay = weightDecay
      self.decaysVectors = decaysVectors
      self.clipNorm = clipNorm
      self.shiftRate = shiftRate
    }

    fileprivate func decay(of description: ParameterDescription) -> Float {
      switch description.kind {
      case .bias, .normalizationScale, .normalizationShift: decaysVectors ? weightDecay : 0
      default: weightDecay
      }
    }

    /// The learning rate's factor.
    fileprivate func factor(of description: ParameterDescription) -> Float {
      description.kind == .normalizationShift ? shiftRate ?? 1 : 1
    }
  }

  /// Neighbouring floats of the block that are treated alike.
  private struct Piece {
    var range: Range<Int>
    var decay: Float
    /// Of the learning rate; the decay of a step stays what it is without.
    var factor: Float
  }

  package let settings: Settings
  /// Momentum, laid out as the learned parameters; zero where they do not move.
  package let velocity: FloatBuffer
  private let parameters: Parameters
  private var pieces: [Piece]

  /// - Parameter isFrozen: which learned tensors keep their values.
  package init(
    _ parameters: Parameters, settings: Settings,
    isFrozen: (ParameterDescription) -> Bool = { _ in false }
  ) {
    self.parameters = parameters
    self.settings = settings
    velocity = FloatBuffer(count: parameters.learnedCount)
    pieces = Self.pieces(of: parameters, settings, isFrozen)
  }

  /// Says anew which learned tensors keep their values, from the next step on.
  package func freeze(_ isFrozen: (ParameterDescription) -> Bool) {
    pieces = Self.pieces(of: parameters, settings, isFrozen)
  }

  /// Moves the parameters against `gradients`, laid out as the learned parameters.
  ///
  /// With a longest norm, gradients above it are scaled down in place first.
  package func step(gradients: FloatBuffer, rate: Float, compute: Compute) {
    if let limit = settings.clipNorm {
      GradientNorm.clip(gradients, pieces.map(\.range), to: limit, workers: compute.workers)
    }
    // A piece writes its own range of parameters and momentum.
    compute.workers.forEach(pieces: pieces.count) { index in
      let piece = pieces[index]
      let start = piece.range.lowerBound
      compute.kernels.momentumStep(
        MomentumStep(
          parameters: parameters.values.pointer + start, gradients: gradients.pointer + start,
          velocity: velocity.pointer + start, count: piece.range.count,
          rate: rate * piece.factor, momentum: settings.momentum,
          decay: piece.decay / piece.factor, nesterov: settings.nesterov))
    }
  }

  /// The tensors that move, joined where they touch and are treated alike, cut into short runs.
  private static func pieces(
    of parameters: Parameters, _ settings: Settings, _ isFrozen: (ParameterDescription) -> Bool
  ) -> [Piece] {
    var stretches: [Piece] = []
    for stretch in parameters.learnedStretches
    where !stretch.description.isFrozen && !isFrozen(stretch.description) {
      let decay = settings.decay(of: stretch.description)
      let factor = settings.factor(of: stretch.description)
      if let last = stretches.last, last.range.upperBound == stretch.range.lowerBound,
        last.decay == decay, last.factor == factor
      {
        stretches[stretches.count - 1].range = last.range.lowerBound..<stretch.range.upperBound
      } else {
        stretches.append(Piece(range: stretch.range, decay: decay, factor: factor))
      }
    }
    return stretches.flatMap { stretch in
      stride(from: stretch.range.lowerBound, to: stretch.range.upperBound, by: 65536).map {
        var piece = stretch
        piece.range = $0..<min($0 + 65536, stretch.range.upperBound)
        return piece
      }
    }
  }
}

extension Parameters {
  /// The learned tensors in the order of the block, each with the gap that follows it.
  ///
  /// Gaps hold zeros, and so do gradients and momentum there: they may be computed with.
  fileprivate var learnedStretches: [(description: ParameterDescription, range: Range<Int>)] {
    let learned = descriptions.indices.filter { descriptions[$0].isLearned }
      .sorted { offsets[$0] < offsets[$1] }
    return learned.enumerated().map { place, index in
      let end = place + 1 < learned.count ? offsets[learned[place + 1]] : learnedCount
      return (descriptions[index], offsets[index]..<end)
    }
  }
}
