/// Per-channel affine map from bytes to what a network reads: (byte / 255 - mean) / deviation.
///
/// Equation 9 of "Causal Explanations of Image Misclassifications", on the scale 0...1.
package struct Normalization: Sendable, Equatable {
  /// Mean of red, green, blue on the scale 0...1.
  package var mean: [Float]
  /// Standard deviation of red, green, blue on the scale 0...1; each above zero.
  package var deviation: [Float]

  /// - Precondition: three finite means and three finite deviations above zero.
  package init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == 3 && deviation.count == 3)
    precondition(mean.allSatisfy(\.isFinite) && deviation.allSatisfy { $0.isFinite && $0 > 0 })
    self.mean = mean
    self.deviation = deviation
  }

  /// What each of the 256 byte values becomes in each channel: 3 x 256, channel after channel.
  package var table: [Float] {
    (0..<3).flatMap { channel in
      (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
    }
  }

  /// Normalised pixels of a run of images, N x H x W x 3.
  package func apply(to images: ByteImages, range: Range<Int>) -> [Float] {
    let table = self.table
    let bytes = images.bytesPerImage
    let pixels = images.pixels[range.lowerBound * bytes..<range.upperBound * bytes]
    return [Float](unsafeUninitializedCapacity: pixels.count) { output, initialized in
      table.withUnsafeBufferPointer { table in
        pixels.withUnsafeBufferPointer { pixels in
          for start in stride(from: 0, to: pixels.count, by: 3) {
            output[start] = table[Int(pixels[start])]
            output[start + 1] = table[256 + Int(pixels[start + 1])]
            output[start + 2] = table[512 + Int(pixels[start + 2])]
          }
        }
      }
      initialized = pixels.count
    }
  }
}
