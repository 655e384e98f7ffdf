extension SVG {
  /// Drawings side by side in one.
  package static func row(_ figures: [SVG], title: String) -> SVG {
    arranged([figures], title: title)
  }

  /// Drawings one below the other.
  package static func column(_ figures: [SVG], title: String) -> SVG {
    arranged(figures.map { [$0] }, title: title)
  }

  /// Drawings of about one size, in rows of as many as `widest` holds.
  ///
  /// - Precondition: at least one.
  package static func grid(_ figures: [SVG], title: String, widest: Double) -> SVG {
    let width = figures.map(\.width).max()! - margin + gap
    let fitting = max(1, Int((widest - 2 * margin + gap) / width))
    // Even rows look better than full ones with a rest.
    let rows = (figures.count + fitting - 1) / fitting
    let columns = (figures.count + rows - 1) / rows
    return arranged(
      stride(from: 0, to: figures.count, by: columns).map {
        Array(figures[$0..<min($0 + columns, figures.count)])
      }, title: title, columnWidth: width)
  }

  private static let gap = 16.0

  /// - Parameter columnWidth: nil for rows of drawings close together.
  private static func arranged(
    _ rows: [[SVG]], title: String, columnWidth: Double? = nil
  ) -> SVG {
    func advance(_ figure: SVG) -> Double { columnWidth ?? figure.width - margin + gap }
    let width = rows.map { $0.map(advance).reduce(-gap, +) }.max() ?? 0
    let heights = rows.map { $0.map(\.height).max() ?? 0 }
    var svg = SVG(
      width: 2 * margin + max(width, 0), height: heights.reduce(0, +), title: title)
    var top = 0.0
    for (row, height) in zip(rows, heights) {
      var left = margin
      for figure in row {
        svg.add(
          "g",
          ["transform": "translate(\(Figure.coordinate(left)) \(Figure.coordinate(top)))"],
          content: figure.inline)
        left += advance(figure)
      }
      top += height
    }
    return svg
  }
}
