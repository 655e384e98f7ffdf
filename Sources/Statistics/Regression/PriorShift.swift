/// How frequent one of two outcomes is among cases whose outcomes are not known.
package enum PriorShift {
  /// Saerens, Latinne & Decaestecker 2002: the share for which the mean of the probabilities that
  /// it implies is the share itself, by expectation maximisation from 0.5.
  ///
  /// - Parameter probabilities: of the outcome, by a model to which both were as frequent.
  /// - Returns: within `range`; 0.5 for no cases.
  package static func share(
    of probabilities: [Double], within range: ClosedRange<Double> = 0.02...0.98
  ) -> Double {
    guard !probabilities.isEmpty else { return 0.5 }
    var share = 0.5
    for _ in 0..<500 {
      let sum = probabilities.reduce(0) { $0 + adjusted($1, to: share) }
      let next = min(max(sum / Double(probabilities.count), range.lowerBound), range.upperBound)
      if abs(next - share) < 1e-9 { return next }
      share = next
    }
    return share
  }

  /// A probability had the outcome been of this frequency, and not as frequent as the other.
  package static func adjusted(_ probability: Double, to share: Double) -> Double {
    let (first, second) = (probability * share, (1 - probability) * (1 - share))
    return first + second > 0 ? first / (first + second) : probability
  }
}
