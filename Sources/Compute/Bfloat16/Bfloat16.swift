/// Numbers of 16 bits: the upper half of a `Float`, with 8 bits of significand.
enum Bfloat16 {
  /// The nearest; of two equally near ones that whose last bit is 0.
  ///
  /// As the processor rounds (VCVTNEPS2BF16, which heeds no settings): what is too small for a
  /// normal `Float` becomes zero.
  static func rounded(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(bits >> 16) | 0x40 }
    if value.isSubnormal { return UInt16(bits >> 16) & 0x8000 }
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
