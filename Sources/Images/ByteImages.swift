/// Colour images as a camera or a file gives them: 8 bits a channel, not normalised.
///
/// Layout N x H x W x 3, channels red, green, blue side by side, row-major.
package struct ByteImages: Sendable, Equatable {
  package static let channels = 3

  package let count: Int
  package let height: Int
  package let width: Int
  package var pixels: [UInt8]

  /// - Precondition: `pixels` holds exactly `count * height * width * 3` bytes.
  package init(count: Int, height: Int, width: Int, pixels: [UInt8]) {
    precondition(pixels.count == count * height * width * Self.channels)
    self.count = count
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  /// Bytes of one image: H x W x 3.
  package var bytesPerImage: Int { height * width * Self.channels }

  /// The chosen images, in the order given; an index may be repeated.
  package func selecting(_ indices: some Collection<Int>) -> ByteImages {
    ByteImages(
      count: indices.count, height: height, width: width, pixels: pixels(of: Array(indices)))
  }

  /// The bytes of one image, H x W x 3.
  package subscript(image: Int) -> ArraySlice<UInt8> {
    pixels[image * bytesPerImage..<(image + 1) * bytesPerImage]
  }
}
