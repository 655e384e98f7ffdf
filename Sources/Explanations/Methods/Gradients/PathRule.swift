import Foundation

/// A quadrature rule on 0...1: the points at which the integrand is evaluated and their weights.
package enum PathRule: String, Sendable, CaseIterable {
  /// Exact for polynomials of the highest degree; Captum's default.
  case gaussLegendre = "gauss-legendre"
  /// The midpoints of equal intervals.
  case midpoint
  /// Equal steps including both ends, which have half the weight.
  case trapezoid

  package var fewestSteps: Int { self == .trapezoid ? 2 : 1 }

  /// - Parameter count: at least `fewestSteps`.
  /// - Returns: points in 0...1 and weights that sum to 1.
  package func points(_ count: Int) -> [(place: Double, weight: Double)] {
    switch self {
    case .gaussLegendre: return Self.gaussLegendrePoints(count)
    case .midpoint:
      return (0..<count).map { ((Double($0) + 0.5) / Double(count), 1 / Double(count)) }
    case .trapezoid:
      let pieces = Double(count - 1)
      return (0..<count).map { step in
        (Double(step) / pieces, (step == 0 || step == count - 1 ? 0.5 : 1) / pieces)
      }
    }
  }

  /// The roots of the Legendre polynomial by Newton's method, from -1...1 to 0...1.
  private static func gaussLegendrePoints(_ count: Int) -> [(place: Double, weight: Double)] {
    (0..<count).map { index in
      // Chebyshev's estimate of the root, largest first; the places come out rising.
      var x = -cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        let (value, derivative) = legendre(count, at: x)
        slope = derivative
        let step = value / derivative
        x -= step
        if abs(step) < 1e-15 { break }
      }
      slope = legendre(count, at: x).derivative
      return ((x + 1) / 2, 1 / ((1 - x * x) * slope * slope))
    }
  }

  /// Bonnet's recursion.
  private static func legendre(
    _ degree: Int, at x: Double
  ) -> (value: Double, derivative: Double) {
    var (before, value) = (1.0, x)
    for n in stride(from: 2, through: degree, by: 1) {
      let n = Double(n)
      (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}
