/// Many small pictures on one sheet, side by side and with captions.
package enum ContactSheet {
  /// Pictures that belong together, under one caption.
  package struct Cell: Sendable {
    /// Side by side, in this order.
    package var pictures: [PixelCanvas]
    /// Lines of text, cut where they are wider than the pictures.
    package var caption: [String]

    package init(pictures: [PixelCanvas], caption: [String]) {
      self.pictures = pictures
      self.caption = caption
    }
  }

  private static let gap = 3
  private static let margin = 10

  /// The cells in rows of `columns`, each as large as the largest.
  ///
  /// - Parameters:
  ///   - columns: how many cells stand side by side.
  ///   - heading: lines written above, such as "image, saliency, overlay".
  ///   - textScale: dots of the picture per dot of a letter, each way.
  /// - Precondition: `columns` and `textScale` above zero. Without cells the sheet holds its
  ///   heading only.
  package static func draw(
    _ cells: [Cell], columns: Int, heading: [String] = [], textScale: Int = 1
  ) -> PixelCanvas {
    precondition(columns > 0 && textScale > 0)
    let lineHeight = (PixelFont.height + PixelFont.descent) * textScale + 2
    let columns = max(1, min(columns, cells.count))
    let cellWidth = cells.map(width).max() ?? 0
    let pictureHeight = cells.flatMap(\.pictures).map(\.height).max() ?? 0
    let lines = cells.map(\.caption.count).max() ?? 0
    let cellHeight = pictureHeight + 4 + lines * lineHeight
    let rows = (cells.count + columns - 1) / columns
    let headingHeight = heading.isEmpty ? 0 : heading.count * lineHeight + margin / 2
    let headingWidth = heading.map(PixelFont.width).max() ?? 0
    let inner = max(columns * (cellWidth + margin) - margin, headingWidth * textScale, 1)
    var sheet = PixelCanvas(
      width: inner + 2 * margin,
      height: headingHeight + rows * (cellHeight + margin) + margin + (rows == 0 ? margin : 0),
      fill: Colour(0xF4F5F7))
    for (line, text) in heading.enumerated() {
      sheet.write(
        text, top: margin + line * lineHeight, left: margin, Colour(0x17202E), scale: textScale)
    }
    for (index, cell) in cells.enumerated() {
      let top = margin + headingHeight + index / columns * (cellHeight + margin)
      var left = margin + index % columns * (cellWidth + margin)
      let start = left
      for picture in cell.pictures {
        sheet.paste(picture, top: top, left: left)
        left += picture.width + gap
      }
      let letters = max(0, (cellWidth + textScale) / (PixelFont.advance * textScale))
      for (line, text) in cell.caption.enumerated() {
        sheet.write(
          String(text.prefix(letters)), top: top + pictureHeight + 4 + line * lineHeight,
          left: start, line == 0 ? Colour(0x17202E) : Colour(0x5A6472), scale: textScale)
      }
    }
    return sheet
  }

  private static func width(_ cell: Cell) -> Int {
    cell.pictures.map(\.width).reduce(0, +) + gap * max(0, cell.pictures.count - 1)
  }
}
