import KernelInterface

#if AVX512
  import _Builtin_intrinsics.intel
#endif

/// See `CurveValues`.
@inline(never)
func curve(_ operands: CurveValues) {
  switch operands.curve {
  case .exponential: apply(operands) { exponential($0) }
  case .sigmoid: apply(operands) { sigmoid($0) }
  case .silu: apply(operands) { sigmoid($0, times: $0) }
  case .hardSigmoid(let slope, let offset):
    apply(operands) { hardSigmoid($0, slope, offset) }
  case .hardSwish:
    apply(operands) { $0 * hardSigmoid($0, swishSlope, 0.5) }
  case .tanh: apply(operands) { hyperbolicTangent($0) }
  case .elu(let scale):
    apply(operands) { x in
      (exponentialLessOne(x) * Vector(repeating: scale)).replacing(with: x, where: x .> 0)
    }
  case .leakyReLU(let slope):
    apply(operands) { x in (x * Vector(repeating: slope)).replacing(with: x, where: x .> 0) }
  case .gelu: apply(operands) { $0 * normalShare($0) }
  case .errorFunction: apply(operands) { errorFunction($0) }
  case .reciprocal: apply(operands) { 1 / $0 }
  case .squareRoot: apply(operands) { $0.squareRoot() }
  case .logarithm: apply(operands) { logarithm($0) }
  case .softplus:
    // max(x, 0) + log(1 + exp(-|x|)), which neither overflows nor cancels.
    apply(operands) { x in
      x.replacing(with: 0, where: x .< 0) + logarithm(1 + exponential(-magnitude(x)))
    }
  case .magnitude: apply(operands) { magnitude($0) }
  case .multiple(let factor): apply(operands) { $0 * Vector(repeating: factor) }
  }
}

/// See `CurveGradient`.
@inline(never)
func curveGradient(_ operands: CurveGradient) {
  switch operands.curve {
  case .exponential: apply(operands) { exponential($0) }
  case .sigmoid: apply(operands) { sigmoidSlope($0) }
  case .silu: apply(operands) { multiplyAdd(sigmoid($0), $0, sigmoidSlope($0)) }
  case .hardSigmoid(let slope, let offset):
    apply(operands) { x in
      let y = hardSigmoid(x, slope, offset)
      return masked(Vector(repeating: slope), y, .zero, Vector(repeating: 1))
    }
  case .hardSwish:
    apply(operands) { x in
      let inner = multiplyAdd(Vector(repeating: 0.5), x, Vector(repeating: 1.0 / 3))
      let upper = inner.replacing(with: 1, where: x .>= 3)
      return upper.replacing(with: 0, where: x .<= -3)
    }
  case .tanh:
    apply(operands) { x in
      let y = hyperbolicTangent(x)
      return 1 - y * y
    }
  case .elu(let scale):
    apply(operands) { x in
      (exponential(x) * Vector(repeating: scale)).replacing(with: 1, where: x .> 0)
    }
  case .leakyReLU(let slope):
    apply(operands) { x in Vector(repeating: slope).replacing(with: 1, where: x .> 0) }
  case .gelu:
    apply(operands) { x in
      multiplyAdd(normalShare(x), x, exponential(x * x * -0.5) * Vector(repeating: normalPeak))
    }
  case .errorFunction:
    apply(operands) { x in exponential(-(x * x)) * Vector(repeating: 1.128379167) }
  case .reciprocal: apply(operands) { x in -1 / (x * x) }
  case .squareRoot: apply(operands) { x in 0.5 / x.squareRoot() }
  case .logarithm: apply(operands) { 1 / $0 }
  case .softplus: apply(operands) { sigmoid($0) }
  case .magnitude:
    apply(operands) { x in
      let below = Vector(repeating: 1).replacing(with: -1, where: x .< 0)
      return below.replacing(with: 0, where: x .== 0)
    }
  case .multiple(let factor): apply(operands) { _ in Vector(repeating: factor) }
  }
}

private let swishSlope: Float = 1.0 / 6

/// 1 / (1 + exp(-x)) without overflow: by the exponential of -|x|.
@inline(__always)
private func sigmoid(_ x: Vector) -> Vector { sigmoid(x, times: Vector(repeating: 1)) }

/// The same times a factor.
@inline(__always)
private func sigmoid(_ x: Vector, times factor: Vector) -> Vector {
  let small = exponential(negativeMagnitude(x))
  let numerator = small.replacing(with: 1, where: x .>= 0)
  return numerator * factor * reciprocal(small + 1)
}

/// 1 / x for x between 1 and 2, where a division takes longer than the rest of the function: an
/// estimate to 14 bits, then one step of Newton's method.
@inline(__always)
private func reciprocal(_ x: Vector) -> Vector {
  #if AVX512
    let estimate = _mm512_rcp14_ps(x)
    let error = multiplyAdd(Vector(repeating: 1), -x, estimate)
    return multiplyAdd(estimate, estimate, error)
  #else
    return 1 / x
  #endif
}

/// Its slope, e / (1 + e)² with e = exp(-|x|): no difference of nearly equal numbers.
@inline(__always)
private func sigmoidSlope(_ x: Vector) -> Vector {
  let small = exponential(-magnitude(x))
  let sum = small + 1
  return small / (sum * sum)
}

/// -|x|: the sign set.
@inline(__always)
private func negativeMagnitude(_ x: Vector) -> Vector {
  let bits = unsafeBitCast(x, to: IndexVector.self)
  return unsafeBitCast(bits | IndexVector(repeating: Int32.min), to: Vector.self)
}

@inline(__always)
private func magnitude(_ x: Vector) -> Vector { x.replacing(with: -x, where: x .< 0) }

@inline(__always)
private func hardSigmoid(_ x: Vector, _ slope: Float, _ offset: Float) -> Vector {
  clamp(
    multiplyAdd(Vector(repeating: offset), x, Vector(repeating: slope)), .zero,
    Vector(repeating: 1))
}

@inline(__always)
private func apply(_ operands: CurveValues, _ function: (Vector) -> Vector) {
  let (x, y) = (operands.x, operands.y)
  forEachVector(
    operands.count, full: { store(function(load(x + $0)), y + $0) },
    tail: { storePart(function(loadPart(x + $0, $1)), y + $0, $1) })
}

@inline(__always)
private func apply(_ operands: CurveGradient, _ slope: (Vector) -> Vector) {
  let (x, dy, dx) = (operands.x, operands.gradient, operands.dx)
  forEachVector(
    operands.count,
    full: {
      let gradient = load(dy + $0) * slope(load(x + $0))
      store(operands.accumulate ? load(dx + $0) + gradient : gradient, dx + $0)
    },
    tail: {
      let gradient = loadPart(dy + $0, $1) * slope(loadPart(x + $0, $1))
      storePart(operands.accumulate ? loadPart(dx + $0, $1) + gradient : gradient, dx + $0, $1)
    })
}
