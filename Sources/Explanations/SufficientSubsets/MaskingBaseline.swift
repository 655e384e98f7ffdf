package import Images

/// The colour of a masked pixel.
package enum MaskingBaseline: String, Sendable, CaseIterable, Codable {
  /// Zero after normalisation: the mean colour of the data.
  case mean
  case black
  case white
  /// The mean colour of the image itself.
  case imageMean = "image-mean"

  /// The normalised reference colour for one image.
  ///
  /// - Parameter image: normalised, H x W x 3.
  package func color(
    for image: some Collection<Float>, normalization: Normalization
  ) -> [Float] {
    switch self {
    case .mean: return Baseline.mean.color(normalization)
    case .black: return Baseline.black.color(normalization)
    case .white: return Baseline.white.color(normalization)
    case .imageMean:
      var sums = [0.0, 0.0, 0.0]
      for (place, value) in image.enumerated() { sums[place % 3] += Double(value) }
      let pixels = Double(max(image.count / 3, 1))
      return sums.map { Float($0 / pixels) }
    }
  }
}
