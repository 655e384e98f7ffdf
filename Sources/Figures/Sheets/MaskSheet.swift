package import Images

/// Sheets of images with what a learned mask removed from them.
package enum MaskSheet {
  package struct Item: Sendable {
    /// Place among the images of the sheet.
    package var image: Int
    /// H x W, 0...1: how much of each pixel was removed.
    package var removed: [Float]
    /// The changed image, H x W x 3.
    package var changed: [UInt8]
    package var caption: [String]

    package init(image: Int, removed: [Float], changed: [UInt8], caption: [String]) {
      self.image = image
      self.removed = removed
      self.changed = changed
      self.caption = caption
    }
  }

  /// Image, what was removed, the same over the image, and the changed image.
  ///
  /// The colours stand for the same shares in all images: black for nothing, white for all.
  /// - Parameters:
  ///   - items: in the order of the sheet.
  ///   - images: what `Item.image` counts in.
  package static func draw(_ items: [Item], of images: ByteImages) -> PixelCanvas {
    let scale = PixelCanvas.dots(for: images)
    let cells = items.map { item in
      let original = PixelCanvas(images, image: item.image, scale: scale)
      var (heat, overlay) = (original, original)
      for pixel in item.removed.indices {
        let (top, left) = (pixel / images.width * scale, pixel % images.width * scale)
        let share = min(max(Double(item.removed[pixel]), 0), 1)
        let colour = ColourRamp.heat[share]
        heat.fill(top: top, left: left, height: scale, width: scale, colour)
        overlay.fill(
          top: top, left: left, height: scale, width: scale,
          original[top, left].grey.mixed(with: colour, share))
      }
      let changed = PixelCanvas(
        ByteImages(count: 1, height: images.height, width: images.width, pixels: item.changed),
        image: 0, scale: scale)
      return ContactSheet.Cell(
        pictures: [original, heat, overlay, changed], caption: item.caption)
    }
    return ContactSheet.draw(
      cells, columns: 3,
      heading: [
        "image | removed, bright where all | removed over image | image without it",
        "number: true class → predicted class; probability of the target, before → after",
      ], textScale: 2)
  }
}
