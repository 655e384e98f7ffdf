/// The absolute gradient of a score with respect to the normalised pixels, one number per pixel.
///
/// Simonyan, Vedaldi & Zisserman 2014, section 3.1.
package struct GradientSaliency: ExplanationMethod, Equatable {
  package let target: ScoreTarget
  package let reduction: ChannelReduction

  package init(target: ScoreTarget = .predicted, reduction: ChannelReduction = .max) {
    self.target = target
    self.reduction = reduction
  }

  package var name: String { "gradient (\(target), \(reduction.rawValue))" }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    reduction.reduce(try classifier.checkedGradients(of: target, in: batch))
  }
}

/// How the three channels of a pixel become one number, all by their absolute values.
package enum ChannelReduction: String, Sendable, CaseIterable {
  /// The largest: Simonyan's choice, and the default.
  case max
  case sum
  /// A third of the sum: ranks pixels as the sum does.
  case mean
  /// The root of the sum of squares.
  case l2

  /// From … x 3 to …; a NaN in a channel makes the pixel NaN.
  package func reduce(_ values: [Float]) -> [Float] {
    switch self {
    case .max: Self.perPixel(values) { Self.largest(Self.largest($0, $1), $2) }
    case .sum: Self.perPixel(values) { $0 + $1 + $2 }
    case .mean: Self.perPixel(values) { ($0 + $1 + $2) / 3 }
    case .l2: Self.perPixel(values) { ($0 * $0 + $1 * $1 + $2 * $2).squareRoot() }
    }
  }

  /// A plain comparison would lose a NaN, and with it the news that a map is not to be trusted.
  private static func largest(_ a: Float, _ b: Float) -> Float {
    a.isNaN || a > b ? a : b
  }

  private static func perPixel(
    _ values: [Float], _ combine: (Float, Float, Float) -> Float
  ) -> [Float] {
    stride(from: 0, to: values.count / 3 * 3, by: 3).map {
      combine(abs(values[$0]), abs(values[$0 + 1]), abs(values[$0 + 2]))
    }
  }
}
