import Compute
import Images

/// The length of a gradient over all parameters, and how it is limited (Pascanu et al. 2013).
enum GradientNorm {
  /// Scales the gradient by min(1, limit / (norm + 1e-6)), as PyTorch's `clip_grad_norm_` does.
  ///
  /// The norm is L2 over all ranges, added up in double precision and in one order, so that it is
  /// the same whatever the number of threads.
  static func clip(
    _ gradients: FloatBuffer, _ ranges: [Range<Int>], to limit: Double, workers: Workers
  ) {
    let factor = limit / (norm(of: gradients, ranges, workers: workers) + 1e-6)
    // Also where the norm is not a number: the next loss then tells.
    if factor >= 1 { return }
    let scale = Float(factor)
    workers.forEach(pieces: ranges.count) { piece in
      for index in ranges[piece] { gradients.pointer[index] *= scale }
    }
  }

  static func norm(
    of gradients: FloatBuffer, _ ranges: [Range<Int>], workers: Workers
  ) -> Double {
    let sums = [Double](unsafeUninitializedCapacity: ranges.count) { sums, initialized in
      let sums = sums
      // Piece k writes sum k.
      workers.forEach(pieces: ranges.count) { piece in
        sums.initializeElement(
          at: piece, to: sumOfSquares(gradients.pointer, ranges[piece]))
      }
      initialized = ranges.count
    }
    return sums.reduce(0, +).squareRoot()
  }

  /// Eight sums side by side, then one after the other: a fixed order that fills vectors.
  private static func sumOfSquares(
    _ values: UnsafePointer<Float>, _ range: Range<Int>
  ) -> Double {
    var sums = SIMD8<Double>()
    var index = range.lowerBound
    while index + 8 <= range.upperBound {
      let raw = UnsafeRawPointer(values + index)
      let part = SIMD8<Double>(raw.loadUnaligned(as: SIMD8<Float>.self))
      sums += part * part
      index += 8
    }
    var total = (0..<8).reduce(0.0) { $0 + sums[$1] }
    while index < range.upperBound {
      total += Double(values[index]) * Double(values[index])
      index += 1
    }
    return total
  }
}
