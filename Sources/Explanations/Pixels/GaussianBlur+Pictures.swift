/// Blurs of whole pictures in single precision, for fills and curves.
extension GaussianBlur {
  /// Cut off at three standard deviations; the outermost pixels continue beyond the borders.
  ///
  /// - Parameter deviation: in pixels, above zero.
  package static func continued(deviation: Double) -> GaussianBlur {
    GaussianBlur(deviation: deviation, size: size(deviation: deviation), edge: .replicate)
  }

  /// Bytes, H x W x 3.
  package func picture(_ image: ArraySlice<UInt8>, height: Int, width: Int) -> [UInt8] {
    picture(image.map(Float.init), height: height, width: width).map(Fill.byte)
  }

  /// Numbers, H x W x 3.
  package func picture(_ image: [Float], height: Int, width: Int) -> [Float] {
    let weights = kernel[(size / 2)...].map { Float($0) }
    let rows = pass(
      image, weights, lines: height, length: width, lineStride: width * 3, stride: 3)
    return pass(rows, weights, lines: width, length: height, lineStride: 3, stride: width * 3)
  }

  /// Along one axis.
  ///
  /// - Parameter weights: of the pixels at distance 0, 1 …
  private func pass(
    _ image: [Float], _ weights: [Float], lines: Int, length: Int, lineStride: Int, stride: Int
  ) -> [Float] {
    // The places of the neighbours of each place, with the edge rule applied; nil for nothing.
    let sources = (0..<length).map { place in
      (0..<weights.count).map { distance in
        (source(place - distance, length), source(place + distance, length))
      }
    }
    var output = image
    for line in 0..<lines {
      for place in 0..<length {
        for channel in 0..<3 {
          let start = line * lineStride + channel
          var sum = weights[0] * image[start + place * stride]
          for distance in 1..<weights.count {
            let (before, after) = sources[place][distance]
            let first = before.map { image[start + $0 * stride] } ?? 0
            let second = after.map { image[start + $0 * stride] } ?? 0
            sum += weights[distance] * (first + second)
          }
          output[start + place * stride] = sum
        }
      }
    }
    return output
  }
}
