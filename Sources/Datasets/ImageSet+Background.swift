package import Images

extension ImageSet {
  /// The images with random colours where their objects are not.
  ///
  /// Every byte is drawn evenly from 0 to 254, once for each image, as Nguyen et al. 2020 do; the
  /// same for the same seed and place in the set.
  /// - Precondition: one mask per image, of its size.
  package func replacingBackground(masks: ObjectMasks, seed: UInt64) -> ImageSet {
    precondition(
      masks.count == count && masks.height == images.height && masks.width == images.width)
    var result = self
    let area = images.height * images.width
    result.images = images.changed { image, pixels in
      var stream = RandomStream(seed, .background, UInt64(image))
      let mask = masks[image]
      for pixel in 0..<area where !mask[mask.startIndex + pixel] {
        for channel in 0..<ByteImages.channels {
          pixels[pixels.startIndex + pixel * ByteImages.channels + channel] = UInt8(
            stream.integer(in: 0..<255))
        }
      }
    }
    return result
  }
}
