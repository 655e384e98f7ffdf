import Interchange

/// What was shown, what the score hung on, what was taken away, and what the network said to it:
/// figure 6 of "Causal Explanations of Image Misclassifications" for any image.
package struct ExplanationFigure: Sendable {
  /// One picture with a few lines below it.
  package struct Panel: Sendable {
    package var title: String
    package var picture: PixelCanvas
    package var lines: [String]

    package init(title: String, picture: PixelCanvas, lines: [String] = []) {
      self.title = title
      self.picture = picture
      self.lines = lines
    }
  }

  package var title: String
  /// Rows of panels, such as one row for each image.
  package var rows: [[Panel]]

  /// Panels that belong together, with more room after them; nil where a row is one item.
  package var panelsPerItem: Int?

  /// - Precondition: `panelsPerItem` above zero.
  package init(title: String, rows: [[Panel]], panelsPerItem: Int? = nil) {
    self.title = title
    self.rows = rows
    self.panelsPerItem = panelsPerItem
  }

  private static let side = 160.0
  private static let gap = 20.0
  private static let gapOfItems = 24.0

  /// Where a panel begins, from the left of the first.
  private func left(_ column: Int) -> Double {
    Double(column) * (Self.side + Self.gap)
      + Double(panelsPerItem.map { column / $0 } ?? 0) * Self.gapOfItems
  }

  package func draw() -> SVG {
    let columns = rows.map(\.count).max() ?? 0
    let lines = Double(rows.joined().map(\.lines.count).max() ?? 0)
    let rowHeight = Self.side + 30 + 17 * lines + Self.gap
    var svg = SVG(
      width: 2 * SVG.margin + max(columns == 0 ? 0 : left(columns - 1) + Self.side, 300),
      height: 52 + Double(rows.count) * rowHeight, title: title)
    svg.text(title, SVG.margin, 28, size: 16, bold: true)
    for (row, panels) in rows.enumerated() {
      for (column, panel) in panels.enumerated() {
        let x = SVG.margin + left(column)
        let y = 52 + Double(row) * rowHeight
        svg.text(panel.title, x, y + 12, size: 12, bold: true)
        svg.add(
          "image",
          [
            "x": Figure.coordinate(x), "y": Figure.coordinate(y + 20),
            "width": Figure.coordinate(Self.side), "height": Figure.coordinate(Self.side),
            "style": "image-rendering:pixelated", "href": PNG.dataURI(panel.picture.png),
          ])
        for (line, text) in panel.lines.enumerated() {
          svg.text(text, x, y + 20 + Self.side + 17 * Double(line + 1), size: 12)
        }
      }
    }
    return svg
  }
}
