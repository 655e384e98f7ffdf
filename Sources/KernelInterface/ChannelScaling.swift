/// y (+)= x * factors, rows x width; a factor per column.
package struct ChannelScaling {
  package var x: UnsafePointer<Float>
  package var factors: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var y: UnsafeMutablePointer<Float>
  package var accumulate: Bool

  package init(
    x: UnsafePointer<Float>, factors: UnsafePointer<Float>, rows: Int, width: Int,
    y: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    self.x = x
    self.factors = factors
    self.rows = rows
    self.width = width
    self.y = y
    self.accumulate = accumulate
  }
}

/// sums (+)= Σ a * b over rows, per column: the gradient of the factors.
package struct ChannelProducts {
  package var a: UnsafePointer<Float>
  package var b: UnsafePointer<Float>
  package var rows: Int
  package var width: Int
  package var sums: UnsafeMutablePointer<Float>
  package var accumulate: Bool

  package init(
    a: UnsafePointer<Float>, b: UnsafePointer<Float>, rows: Int, width: Int,
    sums: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    self.a = a
    self.b = b
    self.rows = rows
    self.width = width
    self.sums = sums
    self.accumulate = accumulate
  }
}
