/// How many pixels a share of an image is.
package enum SubsetSize {
  /// Rounded up, as Carter et al. do: 5 % of 1024 are 52.
  ///
  /// A product that misses a whole number by no more than a billionth is taken for it.
  /// - Throws: `ExplanationError` for a share outside 0...1.
  package static func pixels(_ share: Double, of area: Int) throws(ExplanationError) -> Int {
    guard share >= 0, share <= 1 else { throw .fraction(share) }
    let product = share * Double(area)
    let nearest = product.rounded()
    let whole = abs(product - nearest) <= 1e-9 * max(nearest, 1) ? nearest : product.rounded(.up)
    return min(Int(whole), area)
  }
}
