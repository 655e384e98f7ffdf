import Images

/// How many pixels a share of an image is.
package enum SubsetSize {
  /// Rounded up, as Carter et al. do: 5 % of 1024 are 52.
  ///
  /// - Throws: `ExplanationError` for a share outside 0...1.
  package static func pixels(_ share: Double, of area: Int) throws(ExplanationError) -> Int {
    guard share >= 0, share <= 1 else { throw .fraction(share) }
    return PixelShare.count(share, of: area, rounding: .up)
  }
}
