/// A share of the pixels of an image as a number of pixels.
package enum PixelShare {
  /// A product that misses a whole number by no more than a billionth is taken for it: 0.29 of 100
  /// is 28.999999999999996 in binary, and 29 is meant.
  ///
  /// - Parameters:
  ///   - share: 0...1.
  ///   - rounding: of a product that is no whole number.
  package static func count(
    _ share: Double, of pixels: Int, rounding: FloatingPointRoundingRule
  ) -> Int {
    let product = share * Double(pixels)
    let nearest = product.rounded()
    let isWhole = abs(product - nearest) <= 1e-9 * max(product, 1)
    return min(Int(isWhole ? nearest : product.rounded(rounding)), pixels)
  }
}
