// The vector and the register tile of the instruction set that this copy is compiled for.

#if arch(x86_64)
  import _Builtin_intrinsics.intel
#endif

#if AVX512
  /// 512 bits: 32 registers hold a 12 x 2 tile of accumulators.
  typealias Vector = SIMD16<Float>
  typealias IndexVector = SIMD16<Int32>
  typealias FullTile<Row: Accumulators> = Twice<Twice<Thrice<Row>>>
  let setName = "avx512"
#elseif AVX2
  /// 256 bits: 16 registers hold a 6 x 2 tile.
  typealias Vector = SIMD8<Float>
  typealias IndexVector = SIMD8<Int32>
  typealias FullTile<Row: Accumulators> = Twice<Thrice<Row>>
  let setName = "avx2"
#elseif arch(arm64)
  /// 128 bits, 32 registers.
  typealias Vector = SIMD4<Float>
  typealias IndexVector = SIMD4<Int32>
  typealias FullTile<Row: Accumulators> = Twice<Twice<Thrice<Row>>>
  let setName = "baseline"
#else
  /// 128 bits, 16 registers.
  typealias Vector = SIMD4<Float>
  typealias IndexVector = SIMD4<Int32>
  typealias FullTile<Row: Accumulators> = Twice<Thrice<Row>>
  let setName = "baseline"
#endif

@inline(__always) var lanes: Int { Vector.scalarCount }

/// sum + a * b; one rounding only where the target has the instruction (elsewhere it would be a
/// library call for every lane).
@inline(__always)
func multiplyAdd(_ sum: Vector, _ a: Vector, _ b: Vector) -> Vector {
  #if AVX512 || AVX2 || arch(arm64)
    return sum.addingProduct(a, b)
  #else
    return sum + a * b
  #endif
}

/// The same for one value, rounding alike.
@inline(__always)
func multiplyAdd(_ sum: Float, _ a: Float, _ b: Float) -> Float {
  #if AVX512 || AVX2 || arch(arm64)
    return sum.addingProduct(a, b)
  #else
    return sum + a * b
  #endif
}

@inline(__always)
func load(_ pointer: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
func load(_ pointer: UnsafeMutablePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
func store(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

/// `store`, for types that have a `store` of their own.
@inline(__always)
func put(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>) { store(vector, pointer) }

/// Loads the first `count` lanes, fewer than all; the others are zero.
@inline(__always)
func loadPart(_ pointer: UnsafePointer<Float>, _ count: Int) -> Vector {
  #if AVX512
    return _mm512_maskz_loadu_ps(firstLanes(count), pointer)
  #else
    var vector = Vector.zero
    for lane in 0..<count { vector[lane] = pointer[lane] }
    return vector
  #endif
}

@inline(__always)
func storePart(_ vector: Vector, _ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
  #if AVX512
    _mm512_mask_storeu_ps(pointer, firstLanes(count), vector)
  #else
    for lane in 0..<count { pointer[lane] = vector[lane] }
  #endif
}

#if AVX512
  /// The mask of the first `count` lanes, fewer than all.
  @inline(__always)
  private func firstLanes(_ count: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: 1 &<< count &- 1)
  }
#endif

/// Limits to lower...upper and keeps NaN, so that a broken run shows.
@inline(__always)
func clamp(_ value: Vector, _ lower: Vector, _ upper: Vector) -> Vector {
  // These instructions give their second operand where either is NaN.
  #if AVX512
    return _mm512_min_ps(upper, _mm512_max_ps(lower, value))
  #elseif AVX2
    return _mm256_min_ps(upper, _mm256_max_ps(lower, value))
  #elseif arch(x86_64)
    return _mm_min_ps(upper, _mm_max_ps(lower, value))
  #else
    let raised = value.replacing(with: lower, where: value .< lower)
    return raised.replacing(with: upper, where: raised .> upper)
  #endif
}

/// `gradient` in lanes where y lies strictly between the bounds, zero elsewhere.
@inline(__always)
func masked(_ gradient: Vector, _ y: Vector, _ lower: Vector, _ upper: Vector) -> Vector {
  gradient.replacing(with: Vector.zero, where: (y .<= lower) .| (y .>= upper))
}

/// Calls `body(offset, lanes present)` for each vector of `width` floats: full ones, then the tail.
@inline(__always)
func forEachVector(
  _ width: Int, full: (Int) -> Void, tail: (_ offset: Int, _ count: Int) -> Void
) {
  var offset = 0
  while offset &+ lanes <= width {
    full(offset)
    offset &+= lanes
  }
  if offset < width { tail(offset, width &- offset) }
}
