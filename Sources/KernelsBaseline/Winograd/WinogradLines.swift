import KernelInterface

// Winograd's F(2, 7) along a line, at the points 0, ±1/2, ±1, ±2 and infinity: eight
// multiplications for two outputs of seven taps each. Of the sets of three magnitudes tried these
// round least (9e-7 relative, for 192 channels), and all constants of the transforms of pixels are
// exact.
//
// The matrices are those of `WinogradTransforms`, with M(x) = x (x² - 1/4) (x² - 1) (x² - 4).

/// M(x) = x⁷ - e1 x⁵ + e2 x³ - e3 x.
@inline(__always) private var e1: Float { 5.25 }
@inline(__always) private var e2: Float { 5.25 }
@inline(__always) private var e3: Float { 1 }

/// One over M'(p) at ±p: for 0, 1/2, 1, 2.
@inline(__always) private var weightAtZero: Float { -1 }
@inline(__always) private var weightAtHalf: Float { 1 / (2 * 0.25 * (0.25 - 1) * (0.25 - 4)) }
@inline(__always) private var weightAtOne: Float { 1 / (2 * (1 - 0.25) * (1 - 4)) }
@inline(__always) private var weightAtTwo: Float { 1 / (2 * 4 * (4 - 0.25) * (4 - 1)) }

@inline(__always)
private func multiplyAdd(_ sum: Vector, _ x: Vector, _ factor: Float) -> Vector {
  multiplyAdd(sum, x, Vector(repeating: factor))
}

/// Bᵀ d: eight pixels to eight points.
@inline(__always)
func lineToPoints(_ line: UnsafeMutablePointer<Vector>, _ pixel: (Int) -> Vector) {
  let d = (pixel(0), pixel(1), pixel(2), pixel(3), pixel(4), pixel(5), pixel(6), pixel(7))
  line[0] = multiplyAdd(multiplyAdd(multiplyAdd(d.6, d.4, -e1), d.2, e2), d.0, -e3)
  // At ±p, with s and q the sum and the product of the other two squares:
  // (x⁶ - s x⁴ + q x²) ± p (x⁵ - s x³ + q x).
  func pair(_ place: Int, _ p: Float, sum: Float, product: Float) {
    let even = multiplyAdd(multiplyAdd(d.6, d.4, -sum), d.2, product)
    let odd = multiplyAdd(multiplyAdd(d.5, d.3, -sum), d.1, product)
    line[place] = multiplyAdd(even, odd, p)
    line[place &+ 1] = multiplyAdd(even, odd, -p)
  }
  pair(1, 0.5, sum: 5, product: 4)
  pair(3, 1, sum: 4.25, product: 1)
  pair(5, 2, sum: 1.25, product: 0.25)
  line[7] = multiplyAdd(multiplyAdd(multiplyAdd(d.7, d.5, -e1), d.3, e2), d.1, -e3)
}

/// Aᵀ m: eight points to two outputs.
@inline(__always)
func pointsToLine(_ line: UnsafeMutablePointer<Vector>, _ point: (Int) -> Vector) {
  let (half, minusHalf) = (point(1), point(2))
  let (one, minusOne) = (point(3), point(4))
  let (two, minusTwo) = (point(5), point(6))
  line[0] = point(0) + (half + minusHalf) + (one + minusOne) + (two + minusTwo)
  line[1] = multiplyAdd(
    multiplyAdd(point(7) + (one - minusOne), half - minusHalf, 0.5), two - minusTwo, 2)
}

/// A y: the gradient of two outputs to that of eight points.
@inline(__always)
func lineGradientToPoints(_ line: UnsafeMutablePointer<Vector>, _ first: Vector, _ second: Vector) {
  line[0] = first
  line[1] = multiplyAdd(first, second, 0.5)
  line[2] = multiplyAdd(first, second, -0.5)
  line[3] = first + second
  line[4] = first - second
  line[5] = multiplyAdd(first, second, 2)
  line[6] = multiplyAdd(first, second, -2)
  line[7] = second
}

/// G g: seven weights to eight points.
@inline(__always)
func lineWeightsToPoints(_ line: UnsafeMutablePointer<Vector>, _ tap: (Int) -> Vector) {
  let g = (tap(0), tap(1), tap(2), tap(3), tap(4), tap(5), tap(6))
  line[0] = g.0 * weightAtZero
  func pair(_ place: Int, _ p: Float, _ weight: Float) {
    let square = p * p
    let even = multiplyAdd(
      multiplyAdd(multiplyAdd(g.0, g.2, square), g.4, square * square), g.6,
      square * square * square)
    let odd =
      multiplyAdd(multiplyAdd(g.1, g.3, square), g.5, square * square) * p
    line[place] = (even + odd) * weight
    line[place &+ 1] = (even - odd) * weight
  }
  pair(1, 0.5, weightAtHalf)
  pair(3, 1, weightAtOne)
  pair(5, 2, weightAtTwo)
  line[7] = g.6
}

/// Gᵀ u: the gradient of eight points to that of seven weights.
@inline(__always)
func pointsToLineWeights(_ line: UnsafeMutablePointer<Vector>, _ point: (Int) -> Vector) {
  let (last, first) = (point(7), point(0) * weightAtZero)
  func pair(_ place: Int, _ weight: Float) -> (even: Vector, odd: Vector) {
    ((point(place) + point(place &+ 1)) * weight, (point(place) - point(place &+ 1)) * weight)
  }
  let (half, one, two) = (pair(1, weightAtHalf), pair(3, weightAtOne), pair(5, weightAtTwo))
  func sum(_ first: Vector, _ second: Vector, _ third: Vector, power: Float) -> Vector {
    multiplyAdd(multiplyAdd(second, first, 1 / power), third, power)
  }
  line[0] = first + half.even + one.even + two.even
  line[1] = sum(half.odd, one.odd, two.odd, power: 2)
  line[2] = sum(half.even, one.even, two.even, power: 4)
  line[3] = sum(half.odd, one.odd, two.odd, power: 8)
  line[4] = sum(half.even, one.even, two.even, power: 16)
  line[5] = sum(half.odd, one.odd, two.odd, power: 32)
  line[6] = last + sum(half.even, one.even, two.even, power: 64)
}
