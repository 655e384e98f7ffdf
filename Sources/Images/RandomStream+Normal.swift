import Foundation

extension RandomStream {
  /// From the normal distribution of mean 0 and variance 1 (Box and Muller's transform).
  package mutating func normal() -> Float {
    let radius = (-2 * log(1 - uniformDouble())).squareRoot()
    return Float(radius * cos(2 * .pi * uniformDouble()))
  }
}
