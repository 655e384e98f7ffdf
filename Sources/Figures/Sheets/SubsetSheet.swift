package import Images

/// Sheets of images beside the few pixels of them that are enough for a classifier.
package enum SubsetSheet {
  package struct Item: Sendable {
    /// Place among the images of the sheet.
    package var image: Int
    /// H x W: the later a pixel was masked, the larger, 0...1.
    package var order: [Float]
    /// H x W: the pixels that are left.
    package var kept: [Bool]
    package var caption: [String]

    package init(image: Int, order: [Float], kept: [Bool], caption: [String]) {
      self.image = image
      self.order = order
      self.kept = kept
      self.caption = caption
    }
  }

  /// Image, the order of its pixels, and the pixels that are left.
  ///
  /// - Parameters:
  ///   - items: in the order of the sheet.
  ///   - images: what `Item.image` counts in.
  package static func draw(_ items: [Item], of images: ByteImages) -> PixelCanvas {
    let scale = PixelCanvas.dots(for: images)
    let cells = items.map { item in
      let original = PixelCanvas(images, image: item.image, scale: scale)
      var order = PixelCanvas(
        width: original.width, height: original.height, fill: Colour(0))
      var rest = PixelCanvas(
        width: original.width, height: original.height, fill: Colour(0x808080))
      for pixel in item.kept.indices {
        let (top, left) = (pixel / images.width * scale, pixel % images.width * scale)
        let share = min(max(Double(item.order[pixel]), 0), 1)
        order.fill(
          top: top, left: left, height: scale, width: scale, ColourRamp.blueToYellow[share])
        guard item.kept[pixel] else { continue }
        rest.fill(top: top, left: left, height: scale, width: scale, original[top, left])
      }
      return ContactSheet.Cell(pictures: [original, order, rest], caption: item.caption)
    }
    return ContactSheet.draw(
      cells, columns: 4,
      heading: [
        "image | when each pixel was masked, late ones bright | the pixels left at the end, on "
          + "grey",
        "number: true class → predicted class; probability of the class, whole → what is left",
      ], textScale: 2)
  }
}
