/// How the three channels of a pixel become one number.
package enum ChannelReduction: String, Sendable, CaseIterable {
  /// The largest (Simonyan et al. 2014). With signs, the one furthest from zero, with its sign.
  case max
  case sum
  /// A third of the sum; it ranks pixels in the same order.
  case mean
  /// The root of the sum of squares; it never has a sign.
  case l2

  /// From … x 3 to …; a NaN in a channel makes the pixel NaN.
  ///
  /// - Parameter sign: whether channels count by their absolute values.
  package func reduce(_ values: [Float], sign: AttributionSign = .absolute) -> [Float] {
    switch (self, sign) {
    case (.max, .absolute):
      Self.perPixel(values) { Self.larger(Self.larger(abs($0), abs($1)), abs($2)) }
    case (.sum, .absolute): Self.perPixel(values) { abs($0) + abs($1) + abs($2) }
    case (.mean, .absolute): Self.perPixel(values) { (abs($0) + abs($1) + abs($2)) / 3 }
    case (.max, .signed): Self.perPixel(values) { Self.further(Self.further($0, $1), $2) }
    case (.sum, .signed): Self.perPixel(values) { $0 + $1 + $2 }
    case (.mean, .signed): Self.perPixel(values) { ($0 + $1 + $2) / 3 }
    case (.l2, _): Self.perPixel(values) { ($0 * $0 + $1 * $1 + $2 * $2).squareRoot() }
    }
  }

  /// A plain comparison would drop a NaN, which shows that a map cannot be trusted.
  private static func larger(_ a: Float, _ b: Float) -> Float {
    a.isNaN || a > b ? a : b
  }

  private static func further(_ a: Float, _ b: Float) -> Float {
    a.isNaN || abs(a) >= abs(b) ? a : b
  }

  private static func perPixel(
    _ values: [Float], _ combine: (Float, Float, Float) -> Float
  ) -> [Float] {
    stride(from: 0, to: values.count / 3 * 3, by: 3).map {
      combine(values[$0], values[$0 + 1], values[$0 + 2])
    }
  }
}

/// Whether a map distinguishes evidence for a score from evidence against it.
package enum AttributionSign: String, Sendable, CaseIterable {
  /// How much a pixel matters, in either direction.
  case absolute
  /// Positive for evidence for the score, negative for evidence against it.
  case signed
}
