import NeuralNetwork

extension Scorer {
  /// The same network with random weights of its own: what an explanation must not look like.
  package func withRandomWeights(seed: UInt64) -> Scorer {
    let other = model.withOwnParameters()
    other.parameters.initialize(seed: seed)
    return Scorer(other, batch: batch, compute: compute)
  }
}
