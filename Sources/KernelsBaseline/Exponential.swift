import KernelInterface

#if AVX512
  import _Builtin_intrinsics.intel
#endif

/// e to the power x, lane by lane; see `Curve.exponential`.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; exp(r) is a polynomial, and 2 to the power n goes into the
/// exponent. The constants are those of Cephes' `expf` (S. Moshier 1992).
@inline(__always)
func exponential(_ x: Vector) -> Vector {
  // Beyond these, the result is infinite or 0 in any case.
  let limited = clamp(x, Vector(repeating: -104), Vector(repeating: 89))
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = multiplyAdd(magic, limited, Vector(repeating: 1.442695040888963))
  let whole = shifted - magic
  // ln 2 in two parts, the first with so few digits that its products with n are exact.
  var rest = multiplyAdd(limited, whole, Vector(repeating: -0.693359375))
  rest = multiplyAdd(rest, whole, Vector(repeating: 2.12194440e-4))
  // In pairs of terms (Estrin's scheme), so that few steps wait for one another.
  let square = rest * rest
  let last = multiplyAdd(
    Vector(repeating: 1.3981999507e-3), Vector(repeating: 1.9875691500e-4), rest)
  let middle = multiplyAdd(
    Vector(repeating: 4.1665795894e-2), Vector(repeating: 8.3334519073e-3), rest)
  let first = multiplyAdd(
    Vector(repeating: 5.0000001201e-1), Vector(repeating: 1.6666665459e-1), rest)
  let sum = multiplyAdd(first, multiplyAdd(middle, last, square), square)
  let power = multiplyAdd(rest, sum, square) + Vector(repeating: 1)
  #if AVX512
    return _mm512_scalef_ps(power, shifted - magic)
  #else
    return scaled(power, shifted, magic)
  #endif
}

#if !AVX512
  /// power * 2^n, where `shifted` is n + `magic`.
  @inline(__always)
  private func scaled(_ power: Vector, _ shifted: Vector, _ magic: Vector) -> Vector {
    // In two halves, for 2^n itself may not be a normal number where the result is one.
    let bits = unsafeBitCast(shifted, to: IndexVector.self)
    let exponent = bits &- unsafeBitCast(magic, to: IndexVector.self)
    let half = exponent &>> IndexVector(repeating: 1)
    return power * twoToThe(half) * twoToThe(exponent &- half)
  }

  @inline(__always)
  private func twoToThe(_ exponent: IndexVector) -> Vector {
    let biased = exponent &+ IndexVector(repeating: 127)
    return unsafeBitCast(biased &<< IndexVector(repeating: 23), to: Vector.self)
  }
#endif
