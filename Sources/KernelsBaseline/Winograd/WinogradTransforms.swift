// Winograd's minimal filtering F(4, 3) in one dimension, at the points 0, ±5/8, ±3/2 and infinity.
//
// The usual points 0, ±1, ±2 round more than twice as much: the magnitudes of their powers lie
// further apart. All constants of the transforms of pixels are exact in binary.
//
// With M(x) = x (x² - a²) (x² - b²), the rows of the three matrices of Y = Aᵀ [(G g) ∘ (Bᵀ d)] are:
// Bᵀ the coefficients of M(x) / (x - p), and of M itself at infinity; G the powers of p divided by
// M'(p); Aᵀ the powers of the points.

@inline(__always) private var a: Float { 0.625 }
@inline(__always) private var b: Float { 1.5 }
@inline(__always) private var aa: Float { a * a }
@inline(__always) private var bb: Float { b * b }

/// What is taken to or from the points: vectors, one of each pixel or point along a line.
typealias ThreeVectors = (Vector, Vector, Vector)
typealias FourVectors = (Vector, Vector, Vector, Vector)
typealias SixVectors = (Vector, Vector, Vector, Vector, Vector, Vector)

@inline(__always)
private func multiplyAdd(_ sum: Vector, _ x: Vector, _ factor: Float) -> Vector {
  multiplyAdd(sum, x, Vector(repeating: factor))
}

/// Bᵀ d: six pixels to six points.
@inline(__always)
func pixelsToPoints(_ d: SixVectors) -> SixVectors {
  let evenA = multiplyAdd(d.4, d.2, 0 - bb)
  let oddA = multiplyAdd(d.3, d.1, 0 - bb)
  let evenB = multiplyAdd(d.4, d.2, 0 - aa)
  let oddB = multiplyAdd(d.3, d.1, 0 - aa)
  return (
    multiplyAdd(multiplyAdd(d.4, d.2, 0 - (aa + bb)), d.0, aa * bb),
    multiplyAdd(evenA, oddA, a), multiplyAdd(evenA, oddA, 0 - a),
    multiplyAdd(evenB, oddB, b), multiplyAdd(evenB, oddB, 0 - b),
    multiplyAdd(multiplyAdd(d.5, d.3, 0 - (aa + bb)), d.1, aa * bb)
  )
}

/// Aᵀ m: six points to four outputs.
@inline(__always)
func pointsToOutputs(_ m: SixVectors) -> FourVectors {
  let (sumA, sumB) = (m.1 + m.2, m.3 + m.4)
  let (differenceA, differenceB) = (m.1 - m.2, m.3 - m.4)
  return (
    m.0 + sumA + sumB,
    multiplyAdd(differenceB * b, differenceA, a),
    multiplyAdd(sumB * bb, sumA, aa),
    multiplyAdd(multiplyAdd(m.5, differenceA, a * aa), differenceB, b * bb)
  )
}

/// A y: the gradient of four outputs to that of six points.
@inline(__always)
func outputsToPoints(_ y: FourVectors) -> SixVectors {
  let evenA = multiplyAdd(y.0, y.2, aa)
  let oddA = multiplyAdd(y.1 * a, y.3, a * aa)
  let evenB = multiplyAdd(y.0, y.2, bb)
  let oddB = multiplyAdd(y.1 * b, y.3, b * bb)
  return (y.0, evenA + oddA, evenA - oddA, evenB + oddB, evenB - oddB, y.3)
}

/// 1 / M'(p) at 0, ±a, ±b.
@inline(__always) private var weightAtZero: Float { 1 / (aa * bb) }
@inline(__always) private var weightAtA: Float { 1 / (2 * aa * (aa - bb)) }
@inline(__always) private var weightAtB: Float { 1 / (2 * bb * (bb - aa)) }

/// G g: three weights to six points.
@inline(__always)
func weightsToPoints(_ g: ThreeVectors) -> SixVectors {
  let evenA = multiplyAdd(g.0, g.2, aa) * weightAtA
  let evenB = multiplyAdd(g.0, g.2, bb) * weightAtB
  let oddA = g.1 * (a * weightAtA)
  let oddB = g.1 * (b * weightAtB)
  return (g.0 * weightAtZero, evenA + oddA, evenA - oddA, evenB + oddB, evenB - oddB, g.2)
}

/// Gᵀ u: the gradient of six points to that of three weights.
@inline(__always)
func pointsToWeights(_ u: SixVectors) -> ThreeVectors {
  let (sumA, sumB) = ((u.1 + u.2) * weightAtA, (u.3 + u.4) * weightAtB)
  let differenceA = (u.1 - u.2) * (a * weightAtA)
  return (
    multiplyAdd(sumA + sumB, u.0, weightAtZero),
    multiplyAdd(differenceA, u.3 - u.4, b * weightAtB),
    multiplyAdd(multiplyAdd(u.5, sumA, aa), sumB, bb)
  )
}
