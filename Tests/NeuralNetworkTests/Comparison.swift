/// |a - b| / |b| in L2; NaN where a value is not a number.
func relativeL2(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let norm = b.reduce(0) { $0 + $1 * $1 }
  return (difference / norm).squareRoot()
}

extension UnsafeMutablePointer<Float> {
  func doubles(_ count: Int) -> [Double] { (0..<count).map { Double(self[$0]) } }
}
