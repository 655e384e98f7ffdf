import Foundation

/// The penalty on a mask's roughness and on removed pixels.
///
/// λ_tv Σ ((|Δy|^a + |Δx|^a)^b) + λ_1 Σ |1 − M| over the cells of the coarse mask, where Δy and Δx
/// lead to the next row and column and are zero at the last.
package struct MaskPenalty: Sendable, Equatable, Codable {
  /// The exponents of the total variation, as published with an exponent β.
  package enum Form: String, Sendable, CaseIterable, Codable {
    /// (|Δy|^β + |Δx|^β)^(1/β): Kang et al., equation 3, with the absolute values that it lacks.
    case root
    /// √(Δy² + Δx²)^β: Fong & Vedaldi.
    case isotropic
    /// |Δy|^β + |Δx|^β: a widely used port of Fong & Vedaldi's code.
    case anisotropic
  }

  package var variationWeight: Double
  package var removalWeight: Double
  package var form: Form
  /// β, above zero.
  package var exponent: Double
  /// Whether both sums are divided by the number of cells.
  package var isMean: Bool
  /// Added inside the outer power of the variation, which has no derivative at 0 otherwise.
  package var epsilon = 1e-8

  package init(
    variationWeight: Double, removalWeight: Double, form: Form, exponent: Double, isMean: Bool
  ) {
    self.variationWeight = variationWeight
    self.removalWeight = removalWeight
    self.form = form
    self.exponent = exponent
    self.isMean = isMean
  }

  private var inner: Double { form == .isotropic ? 2 : exponent }
  private var outer: Double {
    switch form {
    case .root: 1 / exponent
    case .isotropic: exponent / 2
    case .anisotropic: 1
    }
  }

  /// The penalty of a mask and its gradient, both rows x columns.
  package func evaluate(
    _ mask: [Double], rows: Int, columns: Int
  ) -> (value: Double, gradient: [Double]) {
    let scale = isMean ? 1 / Double(max(mask.count, 1)) : 1
    let (inner, outer) = (inner, outer)
    var value = 0.0
    var gradient = [Double](repeating: 0, count: mask.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let place = row * columns + column
        let right = 1 - mask[place]
        value += removalWeight * abs(right)
        gradient[place] -= right == 0 ? 0 : removalWeight * (right > 0 ? 1 : -1)
        let below = row + 1 < rows ? mask[place + columns] - mask[place] : 0
        let beside = column + 1 < columns ? mask[place + 1] - mask[place] : 0
        let sum = pow(abs(below), inner) + pow(abs(beside), inner)
        value += variationWeight * (pow(sum + epsilon, outer) - pow(epsilon, outer))
        let slope = variationWeight * outer * pow(sum + epsilon, outer - 1) * inner
        for (difference, next) in [(below, place + columns), (beside, place + 1)]
        where difference != 0 {
          let part = slope * pow(abs(difference), inner - 1) * (difference > 0 ? 1 : -1)
          gradient[next] += part
          gradient[place] -= part
        }
      }
    }
    return (value * scale, gradient.map { $0 * scale })
  }
}
