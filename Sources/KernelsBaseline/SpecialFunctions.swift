import KernelInterface

// Functions of one value without the help of a library: the same bits on every system.

/// One step of Horner's rule: sum * x + coefficient.
@inline(__always)
private func horner(_ sum: Vector, _ x: Vector, _ coefficient: Float) -> Vector {
  multiplyAdd(Vector(repeating: coefficient), sum, x)
}

/// tanh(x): an odd polynomial over an even one, fitted to ±9, where the function is 1 in `Float`
/// (the coefficients of the Eigen library).
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
  let end = Vector(repeating: 7.90531110763549805)
  let limited = clamp(x, -end, end)
  let square = limited * limited
  var odd = Vector(repeating: -2.76076847742355e-16)
  odd = horner(odd, square, 2.00018790482477e-13)
  odd = horner(odd, square, -8.60467152213735e-11)
  odd = horner(odd, square, 5.12229709037114e-08)
  odd = horner(odd, square, 1.48572235717979e-05)
  odd = horner(odd, square, 6.37261928875436e-04)
  odd = horner(odd, square, 4.89352455891786e-03)
  var even = Vector(repeating: 1.19825839466702e-06)
  even = horner(even, square, 1.18534705686654e-04)
  even = horner(even, square, 2.26843463243900e-03)
  even = horner(even, square, 4.89352518554385e-03)
  return limited * odd / even
}

/// erf(x): likewise, fitted to ±4, beyond which it is 1.
@inline(__always)
func errorFunction(_ x: Vector) -> Vector {
  let limited = clamp(x, Vector(repeating: -4), Vector(repeating: 4))
  let square = limited * limited
  var odd = Vector(repeating: -2.72614225801306e-10)
  odd = horner(odd, square, 2.77068142495902e-08)
  odd = horner(odd, square, -2.10102402082508e-06)
  odd = horner(odd, square, -5.69250639462346e-05)
  odd = horner(odd, square, -7.34990630326855e-04)
  odd = horner(odd, square, -2.95459980854025e-03)
  odd = horner(odd, square, -1.60960333262415e-02)
  var even = Vector(repeating: -1.45660718464996e-05)
  even = horner(even, square, -2.13374055278905e-04)
  even = horner(even, square, -1.68282697438203e-03)
  even = horner(even, square, -7.37332916720468e-03)
  even = horner(even, square, -1.42647390514189e-02)
  return limited * odd / even
}

/// 1 / sqrt(2 π).
let normalPeak: Float = 0.3989422804014327

/// The normal distribution's share below x.
@inline(__always)
func normalShare(_ x: Vector) -> Vector {
  multiplyAdd(
    Vector(repeating: 0.5), errorFunction(x * Vector(repeating: 0.7071067811865476)),
    Vector(repeating: 0.5))
}

/// exp(x) - 1 for x up to 0; a series near 0, where the difference would cancel.
@inline(__always)
func exponentialLessOne(_ x: Vector) -> Vector {
  var series = Vector(repeating: 1.0 / 5040)
  series = horner(series, x, 1.0 / 720)
  series = horner(series, x, 1.0 / 120)
  series = horner(series, x, 1.0 / 24)
  series = horner(series, x, 1.0 / 6)
  series = horner(series, x, 0.5)
  series = horner(series, x, 1)
  return (exponential(x) - 1).replacing(with: x * series, where: x .> -0.35)
}

/// The natural logarithm by the polynomial of Cephes' `logf` (S. Moshier 1992).
///
/// x = m * 2^e with m in sqrt(1/2)...sqrt(2). Numbers below the smallest normal one count as 0.
@inline(__always)
func logarithm(_ x: Vector) -> Vector {
  let bits = unsafeBitCast(x, to: IndexVector.self)
  var exponent = (bits &>> IndexVector(repeating: 23)) &- IndexVector(repeating: 126)
  let fraction = (bits & IndexVector(repeating: 0x007F_FFFF)) | IndexVector(repeating: 0x3F00_0000)
  var mantissa = unsafeBitCast(fraction, to: Vector.self)
  let isSmall = mantissa .< Vector(repeating: 0.707106781186547524)
  mantissa = (mantissa - 1).replacing(with: mantissa + mantissa - 1, where: isSmall)
  exponent = exponent.replacing(with: exponent &- IndexVector(repeating: 1), where: isSmall)
  let whole = Vector(exponent)
  let square = mantissa * mantissa
  var y = Vector(repeating: 7.0376836292e-2)
  y = horner(y, mantissa, -1.1514610310e-1)
  y = horner(y, mantissa, 1.1676998740e-1)
  y = horner(y, mantissa, -1.2420140846e-1)
  y = horner(y, mantissa, 1.4249322787e-1)
  y = horner(y, mantissa, -1.6668057665e-1)
  y = horner(y, mantissa, 2.0000714765e-1)
  y = horner(y, mantissa, -2.4999993993e-1)
  y = horner(y, mantissa, 3.3333331174e-1)
  y = y * mantissa * square
  y = multiplyAdd(y, whole, Vector(repeating: -2.12194440e-4))
  y = multiplyAdd(y, square, Vector(repeating: -0.5))
  let result = multiplyAdd(mantissa + y, whole, Vector(repeating: 0.693359375))
  let smallest = Vector(repeating: Float.leastNormalMagnitude)
  var checked = result.replacing(with: -.infinity, where: x .< smallest)
  checked = checked.replacing(with: .nan, where: x .< 0)
  // Infinity and NaN are their own logarithms.
  return checked.replacing(with: x, where: .!(x .<= Vector(repeating: .greatestFiniteMagnitude)))
}
