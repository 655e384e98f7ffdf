package import Tensors

/// What erased pixels become, in bytes.
package enum Fill: String, Sendable, CaseIterable {
  /// Black: zero before normalisation.
  case zero
  /// The mean colour of the data: zero after normalisation, to the nearest byte.
  case mean
  /// The mean colour of the image itself, before erasing, to the nearest byte.
  case imageMean = "image-mean"

  /// Red, green and blue of the fill.
  ///
  /// - Parameters:
  ///   - image: before erasing, H x W x 3.
  ///   - normalization: where the mean colour of the data is known from.
  package func color(for image: ArraySlice<UInt8>, normalization: Normalization) -> [UInt8] {
    switch self {
    case .zero: return [0, 0, 0]
    case .mean:
      return normalization.mean.map { UInt8(min(max(($0 * 255).rounded(), 0), 255)) }
    case .imageMean:
      let pixels = image.count / 3
      guard pixels > 0 else { return [0, 0, 0] }
      var sums = [0, 0, 0]
      for (place, value) in image.enumerated() { sums[place % 3] += Int(value) }
      return sums.map { UInt8((2 * $0 + pixels) / (2 * pixels)) }
    }
  }

  /// The image with the pixels of `mask` filled, H x W x 3.
  package func erase(
    _ mask: PixelMask, from image: ArraySlice<UInt8>, normalization: Normalization
  ) -> [UInt8] {
    let color = color(for: image, normalization: normalization)
    var erased = Array(image)
    for (pixel, isErased) in mask.pixels.enumerated() where isErased {
      for channel in 0..<3 { erased[pixel * 3 + channel] = color[channel] }
    }
    return erased
  }
}
