import Images

/// An image, its blur, and the way between them that a mask chooses for every pixel.
struct MaskedScene {
  private let image: [Float]
  private let blurred: [Float]
  private let height: Int
  private let width: Int

  /// - Parameter image: normalised, H x W x 3.
  init(_ image: [Float], height: Int, width: Int, _ blur: GaussianBlur) {
    self.image = image
    self.height = height
    self.width = width
    blurred = blur.blurred(image, height: height, width: width)
  }

  /// Q of a mask, H x W: 1 shows the image and 0 its blur.
  ///
  /// - Parameters:
  ///   - shift: the output's pixel (y, x) is that at (y + shift.0, x + shift.1), or the nearest.
  ///   - output: room for H x W x 3.
  func show(
    _ mask: [Double], shiftedBy shift: (Int, Int) = (0, 0),
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    for pixel in mask.indices {
      let source = source(pixel, shift)
      let share = Float(mask[source])
      for channel in 0..<3 {
        let place = source * 3 + channel
        output[pixel * 3 + channel] = image[place] * share + blurred[place] * (1 - share)
      }
    }
  }

  /// From the gradient with respect to Q, H x W x 3, to that with respect to the mask, H x W.
  func maskGradient(
    _ gradient: ArraySlice<Float>, shiftedBy shift: (Int, Int) = (0, 0)
  ) -> [Double] {
    var result = [Double](repeating: 0, count: height * width)
    for pixel in result.indices {
      let source = source(pixel, shift)
      let start = gradient.startIndex + pixel * 3
      result[source] += (0..<3).reduce(0.0) {
        let place = source * 3 + $1
        return $0 + Double((image[place] - blurred[place]) * gradient[start + $1])
      }
    }
    return result
  }

  private func source(_ pixel: Int, _ shift: (Int, Int)) -> Int {
    if shift == (0, 0) { return pixel }
    let y = min(max(pixel / width + shift.0, 0), height - 1)
    let x = min(max(pixel % width + shift.1, 0), width - 1)
    return y * width + x
  }
}

extension Workers {
  /// Floats of `count` parts of `size`, each filled in by `body`.
  func assemble(
    count: Int, each size: Int,
    _ body: (_ part: Int, _ output: UnsafeMutableBufferPointer<Float>) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * size) { buffer, initialized in
      // Piece k writes part k and nothing else.
      forEach(pieces: count) { part in
        body(part, UnsafeMutableBufferPointer(rebasing: buffer[part * size..<(part + 1) * size]))
      }
      initialized = count * size
    }
  }
}
