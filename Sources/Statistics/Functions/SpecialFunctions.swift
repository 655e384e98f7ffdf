import Foundation

/// The functions that distributions are made of.
///
/// Each is within a relative error of 1e-10 of the true value, wherever that is a normal number;
/// most are within 1e-13.
package enum SpecialFunctions {
  /// The logarithm of Γ(x), for x above 0.
  package static func logGamma(_ x: Double) -> Double {
    precondition(x > 0)
    return lgamma(x).0
  }

  /// 2/√π ∫₀ˣ exp(-t²) dt.
  package static func errorFunction(_ x: Double) -> Double { erf(x) }

  /// 1 - erf(x), without the loss of digits where erf(x) is near 1.
  package static func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }
}
