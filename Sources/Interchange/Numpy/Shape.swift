/// Arithmetic on shapes that come from files, where any number may stand.
enum Shape {
  /// The number of elements, or nil where a size is negative or the product overflows.
  ///
  /// A shape without axes is a scalar: one element.
  static func elementCount(_ shape: [Int]) -> Int? {
    var product = 1
    for size in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if size < 0 || overflow { return nil }
      product = next
    }
    return product
  }
}
