package import Images

/// Sheets of explained images: what was shown, what the score hung on, what was done about it.
package enum ExplanationSheet {
  /// One image with its map.
  package struct Explained: Sendable {
    /// Place among the images of the sheet.
    package var image: Int
    /// H x W.
    package var map: [Float]
    package var caption: [String]

    package init(image: Int, map: [Float], caption: [String]) {
      self.image = image
      self.map = map
      self.caption = caption
    }
  }

  /// What was erased from one image.
  package struct Erased: Sendable {
    package var explained: Explained
    /// H x W: the pixels that were filled.
    package var mask: [Bool]
    /// The image after it, H x W x 3.
    package var pixels: [UInt8]

    package init(explained: Explained, mask: [Bool], pixels: [UInt8]) {
      self.explained = explained
      self.mask = mask
      self.pixels = pixels
    }
  }

  /// Image, map, and the map laid over the image.
  ///
  /// - Parameters:
  ///   - items: in the order of the sheet.
  ///   - images: what `Explained.image` counts in.
  ///   - caption: what each caption line means, for the heading.
  ///   - isShared: whether one scale of colours goes for all maps.
  package static func saliency(
    _ items: [Explained], of images: ByteImages, caption: [String] = [], isShared: Bool = false
  ) -> PixelCanvas {
    let top = isShared ? PixelCanvas.top(of: items.flatMap(\.map)) : nil
    let cells = items.map { item in
      var overlay = original(item, images)
      overlay.overlay(map: item.map, scale: PixelCanvas.dots(for: images))
      return ContactSheet.Cell(
        pictures: [original(item, images), map(item, images, top: top), overlay],
        caption: item.caption)
    }
    return ContactSheet.draw(
      cells, columns: 4,
      heading: ["image | \(legend(items)) | saliency over image"] + caption,
      textScale: textScale)
  }

  /// Image, map, the erased pixels outlined in the image, and the image without them.
  ///
  /// - Parameters:
  ///   - items: in the order of the sheet.
  ///   - images: what `Explained.image` counts in.
  ///   - boxes: what the last two pictures show, for the heading.
  ///   - caption: what each caption line means, for the heading.
  package static func erasure(
    _ items: [Erased], of images: ByteImages, boxes: String = "boxes around its top | erased",
    caption: [String] = []
  ) -> PixelCanvas {
    let cells = items.map { item in
      var outlined = original(item.explained, images)
      outlined.outline(mask: item.mask, scale: PixelCanvas.dots(for: images), Colour(0xFFE14D))
      let erased = PixelCanvas(
        ByteImages(count: 1, height: images.height, width: images.width, pixels: item.pixels),
        image: 0, scale: PixelCanvas.dots(for: images))
      return ContactSheet.Cell(
        pictures: [
          original(item.explained, images), map(item.explained, images), outlined, erased,
        ],
        caption: item.explained.caption)
    }
    return ContactSheet.draw(
      cells, columns: 3,
      heading: ["image | \(legend(items.map(\.explained))) | \(boxes)"]
        + caption,
      textScale: textScale)
  }

  private static let textScale = 2

  private static func legend(_ items: [Explained]) -> String {
    "saliency, bright where strong" + (isSigned(items) ? ", blue where it speaks against" : "")
  }

  private static func isSigned(_ items: [Explained]) -> Bool {
    items.contains { $0.map.contains { $0 < 0 } }
  }

  private static func original(_ item: Explained, _ images: ByteImages) -> PixelCanvas {
    PixelCanvas(images, image: item.image, scale: PixelCanvas.dots(for: images))
  }

  private static func map(
    _ item: Explained, _ images: ByteImages, top: Float? = nil
  ) -> PixelCanvas {
    PixelCanvas(
      map: item.map, height: images.height, width: images.width,
      scale: PixelCanvas.dots(for: images), top: top)
  }

  /// The same as a drawing: image, map, and the map laid over the image, two images to a row.
  package static func figure(
    _ items: [Explained], of images: ByteImages, title: String, isShared: Bool = false
  ) -> SVG {
    let top = isShared ? PixelCanvas.top(of: items.flatMap(\.map)) : nil
    let name = isSigned(items) ? "saliency (blue: against)" : "saliency"
    let panels = items.map { item -> [ExplanationFigure.Panel] in
      var overlay = original(item, images)
      overlay.overlay(map: item.map, scale: PixelCanvas.dots(for: images))
      return [
        .init(title: "image", picture: original(item, images), lines: item.caption),
        .init(title: name, picture: map(item, images, top: top)),
        .init(title: "both", picture: overlay),
      ]
    }
    // Two images side by side: as wide as a page.
    let rows = stride(from: 0, to: panels.count, by: 2).map {
      Array(panels[$0..<min($0 + 2, panels.count)].joined())
    }
    return ExplanationFigure(title: title, rows: rows, panelsPerItem: 3).draw()
  }
}
