/// A random generator whose numbers follow from a seed and the number of a stream alone, so that
/// resample k is the same whatever was drawn before it, on every machine.
///
/// SplitMix64 (Steele, Lea & Flood 2014), as the engine's streams are; this part knows no other.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init(seed: UInt64, stream: UInt64) {
    state = Self.mix(Self.mix(seed &+ Self.golden) &+ stream &* Self.golden)
  }

  package mutating func next() -> UInt64 {
    state &+= Self.golden
    return Self.mix(state)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
