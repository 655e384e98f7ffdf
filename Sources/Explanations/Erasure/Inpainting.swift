/// Fills holes smoothly from their borders.
///
/// Every pixel of a hole becomes the mean of its neighbours (Laplace's equation), by
/// Gauss-Seidel iteration from a start that grows inwards. A hole that is the whole image becomes
/// mid-grey.
enum Inpainting {
  /// More than enough for holes of a 32 x 32 image: rounds end when nothing moves by half a level.
  private static let mostRounds = 400

  static func fill(_ mask: PixelMask, in image: ArraySlice<UInt8>) -> [UInt8] {
    guard mask.count < mask.pixels.count else {
      return [UInt8](repeating: 128, count: image.count)
    }
    return interpolated(mask, in: image.map(Float.init)[...], tolerance: 0.05).map(Fill.byte)
  }

  /// The same for pixels of any scale, H x W x 3.
  ///
  /// - Parameter tolerance: rounds end when no pixel moves further.
  /// - Precondition: the hole is not the whole image.
  static func interpolated(
    _ mask: PixelMask, in image: ArraySlice<Float>, tolerance: Float
  ) -> [Float] {
    let (height, width) = (mask.height, mask.width)
    precondition(mask.count < height * width)
    var values = Array(image)
    let neighbours = mask.pixels.indices.map { pixel in
      mask.pixels[pixel] ? PixelNeighbours.of(pixel, height: height, width: width) : []
    }
    let order = start(&values, mask, neighbours)
    for _ in 0..<mostRounds {
      var largest: Float = 0
      for pixel in order {
        for channel in 0..<3 {
          let sum = neighbours[pixel].reduce(Float(0)) { $0 + values[3 * $1 + channel] }
          let mean = sum / Float(neighbours[pixel].count)
          largest = max(largest, abs(mean - values[3 * pixel + channel]))
          values[3 * pixel + channel] = mean
        }
      }
      if largest < tolerance { break }
    }
    return values
  }

  /// Peels the hole from outside in, each layer the mean of what is known around it; returns the
  /// pixels in that order.
  private static func start(
    _ values: inout [Float], _ mask: PixelMask, _ neighbours: [[Int]]
  ) -> [Int] {
    var isKnown = mask.pixels.map { !$0 }
    var left = mask.pixels.indices.filter { mask.pixels[$0] }
    var order: [Int] = []
    while !left.isEmpty {
      let layer = left.filter { neighbours[$0].contains { isKnown[$0] } }
      for pixel in layer {
        let known = neighbours[pixel].filter { isKnown[$0] }
        for channel in 0..<3 {
          let sum = known.reduce(Float(0)) { $0 + values[3 * $1 + channel] }
          values[3 * pixel + channel] = sum / Float(known.count)
        }
      }
      for pixel in layer { isKnown[pixel] = true }
      order += layer
      left.removeAll { isKnown[$0] }
    }
    return order
  }
}
