import Interchange

/// What was shown, what the score hung on, what was taken away, and what the network said to it: figure 6
/// of "Causal Explanations of Image Misclassifications" for any image.
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

  package init(title: String, rows: [[Panel]]) {
    self.title = title
    self.rows = rows
  }

  private static let side = 160.0
  private static let gap = 20.0

  package func draw() -> SVG {
    let columns = Double(rows.map(\.count).max() ?? 0)
    let lines = Double(rows.joined().map(\.lines.count).max() ?? 0)
    let rowHeight = Self.side + 30 + 17 * lines + Self.gap
    var svg = SVG(
      width: 2 * SVG.margin + max(columns * (Self.side + Self.gap) - Self.gap, 300),
      height: 52 + Double(rows.count) * rowHeight, title: title)
    svg.text(title, SVG.margin, 28, size: 16, bold: true)
    for (row, panels) in rows.enumerated() {
      for (column, panel) in panels.enumerated() {
        let x = SVG.margin + Double(column) * (Self.side + Self.gap)
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
