import Foundation

/// A picture under a Gaussian bell, borders continued by their own pixels.
package struct Blur: Sendable {
  /// Weights of the pixels at distance 0, 1 …; with both sides they sum to 1.
  private let weights: [Float]

  /// - Parameter deviation: in pixels, above zero; the bell is cut off at three times it.
  package init(deviation: Double) {
    let reach = max(Int((3 * deviation).rounded(.up)), 1)
    let bell = (0...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = bell[0] + 2 * bell.dropFirst().reduce(0, +)
    weights = bell.map { Float($0 / sum) }
  }

  /// Bytes, H x W x 3.
  package func apply(to image: ArraySlice<UInt8>, height: Int, width: Int) -> [UInt8] {
    apply(to: image.map(Float.init), height: height, width: width).map(Fill.byte)
  }

  /// Numbers, H x W x 3.
  package func apply(to image: [Float], height: Int, width: Int) -> [Float] {
    let rows = pass(image, lines: height, length: width, lineStride: width * 3, stride: 3)
    return pass(rows, lines: width, length: height, lineStride: 3, stride: width * 3)
  }

  private func pass(
    _ image: [Float], lines: Int, length: Int, lineStride: Int, stride: Int
  ) -> [Float] {
    var output = image
    output.withUnsafeMutableBufferPointer { output in
      image.withUnsafeBufferPointer { image in
        for line in 0..<lines {
          for place in 0..<length {
            for channel in 0..<3 {
              let start = line * lineStride + channel
              var sum = weights[0] * image[start + place * stride]
              for distance in 1..<weights.count {
                let before = max(place - distance, 0)
                let after = min(place + distance, length - 1)
                sum +=
                  weights[distance]
                  * (image[start + before * stride] + image[start + after * stride])
              }
              output[start + place * stride] = sum
            }
          }
        }
      }
    }
    return output
  }
}
