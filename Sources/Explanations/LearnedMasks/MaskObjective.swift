import Statistics

/// The objective of a learned mask, to be minimised.
///
/// f are probabilities, z logits, Q the changed image, X the image, k the target and N the classes.
package struct MaskObjective: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// −f_k(Q): Kang et al., equation 3.
    case plain
    /// −f_k(Q) + γ |mean over i ≠ k of z_i(Q) − z_i(X)|: factors for a target class, equation 5.
    case targetFactors = "f-tc"
    /// Σ over i ≠ k of f_i(Q) + γ |z_k(Q) − z_k(X)|: factors for non-target classes, equation 7.
    case otherFactors = "f-ntc"
    /// f_k(Q): Fong & Vedaldi's deletion, the opposite of the others.
    case deletion
  }

  package var kind: Kind
  /// γ.
  package var weight: Double
  /// Reads ‖·‖₂ in equation 4 as the length of the vector of differences, divided by N − 1, and not
  /// as the absolute value of their mean, in which differences of either sign cancel.
  package var isVectorNorm: Bool

  package init(kind: Kind, weight: Double = 0.3, isVectorNorm: Bool = false) {
    self.kind = kind
    self.weight = weight
    self.isVectorNorm = isVectorNorm
  }

  /// The objective, without the mask's penalty, and its gradient with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: of the changed image.
  ///   - original: of the image itself.
  ///   - target: k.
  package func evaluate(
    logits: ArraySlice<Float>, original: ArraySlice<Float>, target: Int
  ) -> (value: Double, gradient: [Float]) {
    let z = logits.map(Double.init)
    let differences = zip(z, original).map { $0 - Double($1) }
    let softmax = Softmax(logits)
    let f = softmax.probabilities
    // 1 − f_k without the loss of digits where f_k is near 1.
    let others = softmax.exponentials.enumerated().filter { $0.offset != target }
    let rest = others.reduce(0.0) { $0 + $1.element } / softmax.sum
    let sign: Double = kind == .deletion ? 1 : -1
    var gradient = f.indices.map { label in
      sign * f[target] * (label == target ? rest : -f[label])
    }
    var value = kind == .otherFactors ? rest : sign * f[target]
    switch kind {
    case .plain, .deletion: break
    case .otherFactors:
      value += weight * abs(differences[target])
      gradient[target] += weight * Self.sign(differences[target])
    case .targetFactors:
      let others = Double(max(z.count - 1, 1))
      let total = differences.enumerated().reduce(0.0) {
        $1.offset == target ? $0 : $0 + (isVectorNorm ? $1.element * $1.element : $1.element)
      }
      let norm = isVectorNorm ? total.squareRoot() : abs(total)
      value += weight * norm / others
      for label in gradient.indices where label != target {
        let direction =
          isVectorNorm ? (norm > 0 ? differences[label] / norm : 0) : Self.sign(total)
        gradient[label] += weight * direction / others
      }
    }
    return (value, gradient.map(Float.init))
  }

  private static func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
