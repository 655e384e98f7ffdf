package import Images

/// The content of erased pixels, in bytes.
package enum Fill: String, Sendable, CaseIterable {
  /// Black: zero before normalisation.
  case zero
  /// The mean colour of the data: zero after normalisation, to the nearest byte.
  case mean
  /// The mean colour of the image itself, before erasing, to the nearest byte.
  case imageMean = "image-mean"
  /// The image blurred by a Gaussian of standard deviation 3, or in images whose shorter side has
  /// more than 32 pixels, 3/32 of it: what hides details must grow with them.
  case blur
  /// Colours drawn from the normal distribution of the data's mean and deviation.
  case noise
  /// Interpolated from the surroundings: every erased pixel is the mean of its neighbours.
  case neighbours

  /// The image with the pixels of `mask` filled, H x W x 3.
  ///
  /// - Parameters:
  ///   - image: before erasing, H x W x 3.
  ///   - normalization: holds the mean and deviation of the data.
  ///   - stream: random numbers for noise, three a pixel of the mask, in row-major order.
  package func erase(
    _ mask: PixelMask, from image: ArraySlice<UInt8>, normalization: Normalization,
    stream: RandomStream = RandomStream(0)
  ) -> [UInt8] {
    guard mask.count > 0 else { return Array(image) }
    switch self {
    case .zero, .mean, .imageMean:
      let color = color(of: image, normalization)
      return Self.replacing(mask, in: image) { _, channel in color[channel] }
    case .blur:
      let blurred = GaussianBlur.continued(
        deviation: 3 * max(Double(min(mask.height, mask.width)) / 32, 1)
      )
      .picture(image, height: mask.height, width: mask.width)
      return Self.replacing(mask, in: image) { pixel, channel in blurred[3 * pixel + channel] }
    case .noise:
      var stream = stream
      return Self.replacing(mask, in: image) { _, channel in
        let value = normalization.mean[channel] + normalization.deviation[channel] * stream.normal()
        return Self.byte(255 * value)
      }
    case .neighbours:
      return Inpainting.fill(mask, in: image)
    }
  }

  /// One colour for all pixels, of the fills that have one.
  private func color(of image: ArraySlice<UInt8>, _ normalization: Normalization) -> [UInt8] {
    switch self {
    case .mean: return normalization.mean.map { Self.byte($0 * 255) }
    case .imageMean:
      let pixels = image.count / 3
      var sums = [0, 0, 0]
      for (place, value) in image.enumerated() { sums[place % 3] += Int(value) }
      return sums.map { UInt8((2 * $0 + pixels) / (2 * pixels)) }
    default: return [0, 0, 0]
    }
  }

  private static func replacing(
    _ mask: PixelMask, in image: ArraySlice<UInt8>, by value: (Int, Int) -> UInt8
  ) -> [UInt8] {
    var erased = Array(image)
    for (pixel, isErased) in mask.pixels.enumerated() where isErased {
      for channel in 0..<3 { erased[pixel * 3 + channel] = value(pixel, channel) }
    }
    return erased
  }

  static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
}
