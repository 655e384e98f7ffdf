package import Images

/// Mean and standard deviation of each colour channel over all pixels of a set, scale 0...1.
///
/// Equations 7 and 8 of "Causal Explanations of Image Misclassifications", with the division by the
/// number of images that they lack: the average is over all images and pixels, and the deviation
/// is the population's. Sums are of whole numbers, so there is no rounding before the last step.
package struct ChannelStatistics: Sendable, Equatable {
  /// Red, green, blue.
  package let mean: [Double]
  package let deviation: [Double]

  /// - Throws: ``DatasetError`` where there is no pixel, and what reading the images throws.
  package init(of images: StoredImages) throws {
    let pixels = images.count * images.height * images.width
    guard pixels > 0 else {
      throw DatasetError.unusable(reason: "channel statistics need at least one image")
    }
    // How often each channel has each byte value: 3 x 256.
    var counts = [Int](repeating: 0, count: ByteImages.channels * 256)
    try images.forEachBatch { _, batch in
      batch.pixels.withUnsafeBufferPointer { pixels in
        counts.withUnsafeMutableBufferPointer { counts in
          for first in stride(from: 0, to: pixels.count, by: ByteImages.channels) {
            for channel in 0..<ByteImages.channels {
              counts[channel * 256 + Int(pixels[first + channel])] += 1
            }
          }
        }
      }
    }
    let moments = (0..<ByteImages.channels).map { channel in
      (0..<256).reduce(into: (sum: UInt128(0), squares: UInt128(0))) { moments, value in
        let count = counts[channel * 256 + value]
        moments.sum += UInt128(value * count)
        moments.squares += UInt128(value * value * count)
      }
    }
    let scale = Double(pixels) * 255
    mean = moments.map { Double($0.sum) / scale }
    // n² variance = n Σx² - (Σx)², a whole number that 64 bits do not always hold.
    deviation = moments.map {
      (Double(UInt128(pixels) * $0.squares - $0.sum * $0.sum)).squareRoot() / scale
    }
  }

  /// The map to mean 0 and deviation 1.
  ///
  /// - Throws: ``DatasetError`` where a channel has the same value everywhere.
  package func normalization() throws(DatasetError) -> Normalization {
    guard deviation.allSatisfy({ $0 > 0 }) else {
      throw .unusable(reason: "a colour channel has the same value in every pixel of the set")
    }
    return Normalization(mean: mean.map(Float.init), deviation: deviation.map(Float.init))
  }
}
