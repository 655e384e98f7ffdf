package import Images

/// Reference colour of a method that removes pixels.
package enum Baseline: String, Sendable, CaseIterable {
  /// The mean colour of the data: zero after normalisation.
  case mean
  case black
  case white

  /// The normalised colour.
  package func color(_ normalization: Normalization) -> [Float] {
    switch self {
    case .mean: [0, 0, 0]
    case .black: zip(normalization.mean, normalization.deviation).map { -$0 / $1 }
    case .white: zip(normalization.mean, normalization.deviation).map { (1 - $0) / $1 }
    }
  }
}
