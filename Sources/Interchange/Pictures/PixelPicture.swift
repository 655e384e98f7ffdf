/// A picture as bytes: one grey, or red, green and blue, for each pixel.
package struct PixelPicture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// 1 for grey, 3 for colours.
  package let channels: Int
  /// height x width x channels, row-major.
  package let pixels: [UInt8]
  /// How the picture is to be turned to be seen as its camera saw it.
  package let orientation: Orientation

  /// The same as colours: a grey is red, green and blue in equal parts.
  package func colours() -> PixelPicture {
    guard channels == 1 else { return self }
    let size = pixels.count
    let repeated = [UInt8](unsafeUninitializedCapacity: 3 * size) { buffer, initialized in
      for (place, grey) in pixels.enumerated() {
        for channel in 0..<3 { buffer.initializeElement(at: 3 * place + channel, to: grey) }
      }
      initialized = 3 * size
    }
    return PixelPicture(
      width: width, height: height, channels: 3, pixels: repeated, orientation: orientation)
  }
}
