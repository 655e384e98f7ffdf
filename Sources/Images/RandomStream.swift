/// A counter-based random generator: value k of a stream is a fixed function of its key and k.
///
/// Streams are named by a path of whole numbers (seed, purpose, epoch, image …), so that what an
/// image gets depends neither on the number of threads nor on where a run was resumed. The mixing
/// function is SplitMix64's (Steele, Lea & Flood 2014), the same on every machine.
package struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: UInt64

  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// - Parameter path: names the stream; the first number is by custom the user's seed.
  package init(_ path: UInt64...) {
    self.init(path: path)
  }

  init(path: [UInt64]) {
    state = 0
    for step in path {
      state = Self.mix(state &+ Self.golden &+ Self.mix(step &+ Self.golden))
    }
  }

  package mutating func next() -> UInt64 {
    state &+= Self.golden
    return Self.mix(state)
  }

  /// Uniform in 0..<1 with 24 bits; exact on every machine.
  package mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Uniform in 0..<1 with 53 bits; exact on every machine.
  package mutating func uniformDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Uniform in `range`, which must not be empty; without bias (Lemire's multiplication).
  package mutating func integer(in range: Range<Int>) -> Int {
    range.lowerBound + Int(next(upperBound: UInt64(range.count)))
  }

  /// A permutation of 0..<count (Fisher-Yates).
  package mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(in: 0..<last + 1))
    }
    return order
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
