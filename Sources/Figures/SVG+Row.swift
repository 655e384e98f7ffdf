extension SVG {
  /// Drawings side by side in one.
  package static func row(_ figures: [SVG], title: String) -> SVG {
    let gap = 16.0
    let widths = figures.map { $0.width - margin }
    var svg = SVG(
      width: 2 * margin + widths.reduce(0, +) + gap * Double(max(figures.count - 1, 0)),
      height: figures.map(\.height).max() ?? 0, title: title)
    var left = margin
    for (figure, width) in zip(figures, widths) {
      svg.add(
        "g", ["transform": "translate(\(Figure.coordinate(left)) 0)"], content: figure.inline)
      left += width + gap
    }
    return svg
  }
}
