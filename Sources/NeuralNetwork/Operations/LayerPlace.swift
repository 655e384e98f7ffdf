/// Where an operation stands, as errors name it, and the checks that all operations share.
package struct LayerPlace: Equatable, Sendable {
  package var network: String
  package var layer: String

  /// Largest height, width, kernel, stride, padding or dilation: products of two of them stay far
  /// from overflow.
  static let largestSide = 1 << 16
  /// Most channels, outputs or groups.
  static let mostChannels = 1 << 24
  /// Most floats of one image's value, and of one tensor of parameters.
  static let mostValues = 1 << 28
  static let mostParameters = 1 << 32

  func error(expected: String, found: String) -> NetworkError {
    .layer(network: network, layer: layer, expected: expected, found: found)
  }

  func check(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws(NetworkError) {
    guard range.contains(value) else {
      throw error(
        expected: "\(name) in \(range.lowerBound)...\(range.upperBound)", found: "\(value)")
    }
  }

  func check(
    _ extent: Extent, _ range: ClosedRange<Int>, _ name: String
  ) throws(NetworkError) {
    try check(extent.height, range, name + " height")
    try check(extent.width, range, name + " width")
  }

  /// The only input of an operation that has one.
  func only(_ inputs: [Shape]) throws(NetworkError) -> Shape {
    try check(inputs.count, 1...1, "number of inputs")
    return inputs[0]
  }

  /// A product, or nil where it is larger than `most`.
  static func product(_ factors: [Int], most: Int) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      if overflows || next > most || next < 0 { return nil }
      product = next
    }
    return product
  }
}
