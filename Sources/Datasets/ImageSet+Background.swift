package import Images

extension ImageSet {
  /// The images with random colours where their objects are not.
  ///
  /// Every byte is drawn evenly from 0 to 254, once for each image, as Nguyen et al. 2020 do; the
  /// same for the same seed and place in the set.
  /// - Precondition: one mask per image, of its size.
  package func replacingBackground(masks: ObjectMasks, seed: UInt64, workers: Workers) -> ImageSet {
    precondition(
      masks.count == count && masks.height == images.height && masks.width == images.width)
    var result = self
    let size = images.bytesPerImage
    result.images.pixels.withUnsafeMutableBufferPointer { pixels in
      // Piece k writes image k.
      let pixels = pixels
      workers.forEach(pieces: count) { image in
        var stream = RandomStream(seed, .background, UInt64(image))
        for place in 0..<size where !masks.pixels[(image * size + place) / 3] {
          pixels[image * size + place] = UInt8(stream.integer(in: 0..<255))
        }
      }
    }
    return result
  }
}
