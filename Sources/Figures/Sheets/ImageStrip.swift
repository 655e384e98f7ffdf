package import Images

/// Images close together, each dot a pixel, for a page that enlarges them.
package enum ImageStrip {
  private static let gap = 1

  /// - Precondition: at least one image, all existing; `columns` above zero.
  package static func draw(_ images: ByteImages, _ chosen: [Int], columns: Int) -> PixelCanvas {
    precondition(!chosen.isEmpty && columns > 0)
    let across = min(columns, chosen.count)
    let rows = (chosen.count + across - 1) / across
    var strip = PixelCanvas(
      width: across * (images.width + gap) - gap, height: rows * (images.height + gap) - gap,
      fill: Colour(0x8A8F98))
    for (place, image) in chosen.enumerated() {
      strip.paste(
        PixelCanvas(images, image: image), top: place / across * (images.height + gap),
        left: place % across * (images.width + gap))
    }
    return strip
  }
}
