/// A score that can be evaluated with some of its input's units masked.
///
/// All that backward selection knows of what it explains: for an image, a unit is a pixel in all
/// channels and the score the probability of a class.
package protocol MaskedScore {
  /// How many units there are.
  var unitCount: Int { get }

  /// The score where the flagged units are masked; one flag per unit.
  func score(masking masked: [Bool]) throws -> Double

  /// The score where the flagged units and one more are masked, for each of `candidates` in turn.
  ///
  /// - Parameter candidates: units that are not masked, in ascending order.
  func scores(masking masked: [Bool], andEachOf candidates: [Int]) throws -> [Double]
}
