package import Tensors

/// Mean and standard deviation of each colour channel over all pixels of a set, scale 0...1.
///
/// Equations 7 and 8 of "Causal Explanations of Image Misclassifications", with the division by the
/// number of images that they lack: the average is over all images and pixels, and the deviation
/// is the population's. Sums are of whole numbers, so there is no rounding before the last step.
package struct ChannelStatistics: Sendable, Equatable {
  /// Red, green, blue.
  package let mean: [Double]
  package let deviation: [Double]

  /// - Throws: ``DatasetError`` where there is no pixel.
  package init(of images: ByteImages) throws(DatasetError) {
    let pixels = images.count * images.height * images.width
    guard pixels > 0 else {
      throw .unusable(reason: "channel statistics need at least one image")
    }
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: 256), count: ByteImages.channels)
    for channel in 0..<ByteImages.channels {
      for offset in stride(from: channel, to: images.pixels.count, by: ByteImages.channels) {
        counts[channel][Int(images.pixels[offset])] += 1
      }
    }
    let moments = counts.map { histogram in
      histogram.enumerated().reduce(into: (sum: UInt128(0), squares: UInt128(0))) {
        $0.sum += UInt128($1.offset * $1.element)
        $0.squares += UInt128($1.offset * $1.offset * $1.element)
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
