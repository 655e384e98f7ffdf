/// Values of one group.
package struct Sample: Sendable, Equatable {
  /// What the group is called in messages.
  package let name: String
  /// Finite.
  package let values: [Double]
  /// Nil without values.
  package let mean: Double?
  /// The variance with n - 1 below the line; nil for fewer than two values.
  package let variance: Double?

  package init(_ name: String, _ values: [Double]) {
    precondition(values.allSatisfy(\.isFinite))
    self.name = name
    self.values = values
    guard !values.isEmpty else {
      (mean, variance) = (nil, nil)
      return
    }
    let n = Double(values.count)
    // The second sweep takes up what the first one's rounding left.
    let rough = values.reduce(0, +) / n
    let mean = rough + values.reduce(0) { $0 + ($1 - rough) } / n
    self.mean = mean
    let isConstant = values.allSatisfy { $0 == values[0] }
    // The mean of equal values may be rounded; they do not vary for that.
    variance =
      values.count < 2
      ? nil : isConstant ? 0 : values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
  }

  package var count: Int { values.count }

  /// Size, mean and variance.
  ///
  /// - Throws: `NotDefined` for fewer than two values.
  func moments() throws(NotDefined) -> (count: Double, mean: Double, variance: Double) {
    guard let mean, let variance else {
      throw NotDefined(
        "group '\(name)' has \(count == 0 ? "no values" : "one value"), at least two are needed")
    }
    return (Double(count), mean, variance)
  }
}
