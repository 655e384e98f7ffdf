import Foundation

/// A Gaussian blur with a kernel cut off at a whole number of pixels.
package struct GaussianBlur: Sendable, Equatable, Codable {
  /// The values assumed beyond the border of an image.
  package enum Edge: String, Sendable, CaseIterable, Codable {
    /// The image mirrored at the middle of its outermost pixels, as OpenCV and torchvision do.
    case reflect
    /// The outermost pixels.
    case replicate
    /// Nothing: images darken towards the border.
    case zero
  }

  /// Standard deviation in pixels, above zero.
  package var deviation: Double
  /// Width and height of the kernel in pixels, odd.
  package var size: Int
  package var edge: Edge

  /// - Precondition: `deviation` above zero, `size` odd and above zero.
  package init(deviation: Double, size: Int, edge: Edge = .reflect) {
    precondition(deviation > 0 && size > 0 && size % 2 == 1)
    self.deviation = deviation
    self.size = size
    self.edge = edge
  }

  /// The weights of the neighbours; they add up to 1.
  var kernel: [Double] {
    let weights = (0..<size).map { place in
      let distance = Double(place - size / 2) / deviation
      return exp(-distance * distance / 2)
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The blur along one axis as a matrix, `length` x `length`, row-major.
  func matrix(_ length: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: length * length)
    for (place, weight) in kernel.enumerated() {
      for row in 0..<length {
        guard let source = source(row + place - size / 2, length) else { continue }
        matrix[row * length + source] += weight
      }
    }
    return matrix
  }

  /// Blurs every channel of an image.
  ///
  /// - Parameter image: H x W x 3.
  package func blurred(_ image: some Collection<Float>, height: Int, width: Int) -> [Float] {
    let (down, across) = (matrix(height), matrix(width))
    let pixels = image.map(Double.init)
    var rows = [Double](repeating: 0, count: pixels.count)
    for y in 0..<height {
      for source in 0..<height where down[y * height + source] != 0 {
        for place in 0..<width * 3 {
          rows[y * width * 3 + place] +=
            down[y * height + source] * pixels[source * width * 3 + place]
        }
      }
    }
    var result = [Double](repeating: 0, count: pixels.count)
    for y in 0..<height {
      for x in 0..<width {
        for source in 0..<width where across[x * width + source] != 0 {
          for channel in 0..<3 {
            result[(y * width + x) * 3 + channel] +=
              across[x * width + source] * rows[(y * width + source) * 3 + channel]
          }
        }
      }
    }
    return result.map(Float.init)
  }

  /// The pixel used for a place that may lie outside.
  func source(_ place: Int, _ length: Int) -> Int? {
    if (0..<length).contains(place) { return place }
    switch edge {
    case .zero: return nil
    case .replicate: return place < 0 ? 0 : length - 1
    case .reflect:
      if length == 1 { return 0 }
      let period = 2 * (length - 1)
      let inside = ((place % period) + period) % period
      return inside < length ? inside : period - inside
    }
  }
}
