package import Images

extension Augmentation {
  /// Reads some images of a set, with those changes that are made before they are normalised.
  ///
  /// The same for the same seed, epoch and image, whatever is read with it.
  package func load(
    _ indices: [Int], of set: ImageSet, seed: UInt64, epoch: Int
  ) throws -> ByteImages {
    let images = set.images
    guard let resizedCrop else {
      var loaded = try images.load(indices)
      guard let jitter else { return loaded }
      let size = loaded.bytesPerImage
      for (number, index) in indices.enumerated() {
        var pixels = Array(loaded[number])
        var stream = Self.stream(seed, .colourJitter, epoch, index)
        jitter.change(&pixels, &stream)
        loaded.pixels.replaceSubrange(number * size..<(number + 1) * size, with: pixels)
      }
      return loaded
    }
    let parts = try images.originals(indices) { number, original in
      var stream = Self.stream(seed, .resizedCrop, epoch, indices[number])
      let part = resizedCrop.part(height: original.height, width: original.width, &stream)
      var resized = resizedCrop.resized(
        part, of: original, height: images.height, width: images.width)
      if let jitter {
        var colours = Self.stream(seed, .colourJitter, epoch, indices[number])
        jitter.change(&resized.pixels, &colours)
      }
      return resized
    }
    return ByteImages(
      count: indices.count, height: images.height, width: images.width,
      pixels: Array(parts.map(\.pixels).joined()))
  }

  private static func stream(
    _ seed: UInt64, _ purpose: StreamPurpose, _ epoch: Int, _ image: Int
  ) -> RandomStream {
    RandomStream(
      seed, purpose, UInt64(bitPattern: Int64(epoch)), UInt64(bitPattern: Int64(image)))
  }
}
