import Text

/// Lines over a shared horizontal axis: how a training run went.
package struct CurveFigure: Sendable {
  package struct Series: Sendable {
    package var name: String
    /// The vertical value at each place; places that are not finite are left out.
    package var points: [(x: Double, y: Double)]

    package init(name: String, points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  /// Whether the vertical axis counts plain numbers or shares.
  package enum Scale: Sendable {
    case number
    case percent
  }

  package var title: String
  package var horizontal: String
  package var scale: Scale
  package var series: [Series]
  /// Whether a value holds until the next, as counts do, so that lines go in steps.
  package var isStepped: Bool

  package init(
    title: String, horizontal: String, scale: Scale, series: [Series], isStepped: Bool = false
  ) {
    self.isStepped = isStepped
    self.title = title
    self.horizontal = horizontal
    self.scale = scale
    self.series = series
  }

  package func draw() -> SVG {
    let plot = Frame(x: 70, y: 62, width: 400, height: 220)
    var svg = SVG(width: 492, height: 330, title: title)
    svg.text(title, SVG.margin, 28, size: 16, bold: true)
    drawLegend(&svg, plot)
    let points = series.flatMap(\.points)
    guard let (xs, ys) = axes(points) else {
      svg.text(
        "no points", plot.x + plot.width / 2, plot.y + plot.height / 2, size: 13, anchor: .middle,
        opacity: 0.6)
      return svg
    }
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (
        plot.x + plot.width * xs.fraction(point.x),
        plot.y + plot.height * (1 - ys.fraction(point.y))
      )
    }
    for y in ys.ticks {
      let height = place((xs.low, y)).y
      svg.line(plot.x, height, plot.x + plot.width, height, opacity: y == ys.low ? 0.5 : 0.14)
      svg.text(label(y, ys), plot.x - 8, height + 4, size: 11.5, anchor: .end, opacity: 0.8)
    }
    for x in xs.ticks {
      svg.text(
        Figure.coordinate(x), place((x, ys.low)).x, plot.y + plot.height + 18, size: 11.5,
        anchor: .middle, opacity: 0.8)
    }
    svg.text(
      horizontal, plot.x + plot.width / 2, plot.y + plot.height + 38, size: 12, anchor: .middle,
      opacity: 0.72)
    let highest = highest(series.flatMap(\.points)) ?? 0
    for (index, series) in series.enumerated() {
      drawLine(&svg, series.points.map(place), Palette[index])
      if let first = series.points.first, first.y > max(highest, ys.high) {
        // It stands at the edge; its number says how far beyond it lies.
        let end = place(first)
        svg.text(
          "↑ " + label(first.y, ys), end.x + 7, end.y + 4 + 14 * Double(index), size: 11,
          fill: Palette[index])
      }
    }
    return svg
  }

  /// Nil without points.
  private func axes(_ points: [(x: Double, y: Double)]) -> (x: Axis, y: Axis)? {
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let low = points.map(\.y).min(), let high = highest(points)
    else { return nil }
    // A curve far above zero is drawn from near its lowest point, so that its shape shows.
    let base = low >= 0 && low < high / 2 ? 0 : low
    // No places between two epochs.
    let isWhole = points.allSatisfy { $0.x == $0.x.rounded() }
    let steps = isWhole ? Int(min(max(right - left, 1), 6)) : 6
    return (
      Axis(from: left, to: max(right, left + 1), about: steps, areWhole: isWhole),
      Axis(from: base, to: max(high, base + 1e-3), about: 5)
    )
  }

  /// The highest value that is drawn at its place. A loss may begin at many times of what it is
  /// soon after, and would leave nothing to be seen of the rest; the beginning is then cut off.
  private func highest(_ points: [(x: Double, y: Double)]) -> Double? {
    guard let high = points.map(\.y).max() else { return nil }
    let later = series.flatMap { $0.points.dropFirst() }.map(\.y).max()
    guard scale == .number, let later, later > 0, high > 3 * later else { return high }
    return later
  }

  private func label(_ y: Double, _ ys: Axis) -> String {
    switch scale {
    case .number: TypesetNumber.fixed(y, ys.decimals)
    case .percent: TypesetNumber.percent(y, ys.percentDecimals)
    }
  }

  private func drawLine(
    _ svg: inout SVG, _ points: [(x: Double, y: Double)], _ stroke: String
  ) {
    var corners = points
    if isStepped {
      corners = zip(points, points.dropFirst()).flatMap { [$0, (x: $1.x, y: $0.y)] }
      corners += points.suffix(1)
    }
    let path = corners.map { Figure.coordinate($0.x) + "," + Figure.coordinate($0.y) }
    svg.add(
      "polyline",
      [
        "points": path.joined(separator: " "), "fill": "none", "stroke": stroke,
        "stroke-width": "2", "stroke-linejoin": isStepped ? "miter" : "round",
        "stroke-linecap": "round",
      ])
    for point in points.count <= 40 && !isStepped ? points : points.suffix(1) {
      svg.add(
        "circle",
        [
          "cx": Figure.coordinate(point.x), "cy": Figure.coordinate(point.y), "r": "2.4",
          "fill": stroke,
        ])
    }
  }

  private func drawLegend(_ svg: inout SVG, _ plot: Frame) {
    var x = plot.x
    for (index, series) in series.enumerated() {
      let stroke = Palette[index]
      svg.line(x, 46, x + 18, 46, width: 2.5, stroke: stroke)
      svg.text(series.name, x + 24, 50, size: 12)
      x += 24 + SVG.estimatedWidth(series.name, size: 12) + 18
    }
  }
}
