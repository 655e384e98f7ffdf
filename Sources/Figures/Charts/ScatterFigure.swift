import Text

/// Points in a plane, in a few groups; both axes are shares.
package struct ScatterFigure: Sendable {
  package struct Point: Sendable {
    package var x: Double
    package var y: Double
    /// Shown when the pointer rests on it.
    package var note: String

    package init(x: Double, y: Double, note: String) {
      (self.x, self.y, self.note) = (x, y, note)
    }
  }

  /// Later ones are drawn over earlier ones.
  package struct Series: Sendable {
    package var name: String
    package var points: [Point]

    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  package var title: String
  package var horizontal: String
  package var vertical: String
  package var series: [Series]

  package init(title: String, horizontal: String, vertical: String, series: [Series]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
  }

  private static let inks = ["#9aa3ad", "#1f8a98", "#d1782b", "#8d6fc4", "#7a8a2b"]

  package func draw() -> SVG {
    let plot = Frame(x: 86, y: 84, width: 560, height: 330)
    var svg = SVG(width: plot.x + plot.width + 30, height: plot.y + plot.height + 58, title: title)
    svg.text(title, SVG.margin, 28, size: 16, bold: true)
    drawLegend(&svg)
    svg.text(vertical, plot.x - 62, plot.y - 12, size: 12, opacity: 0.72)
    let points = series.flatMap(\.points)
    guard let right = points.map(\.x).max(), let low = points.map(\.y).min(),
      let high = points.map(\.y).max()
    else {
      svg.text("no points", plot.x + 20, plot.y + 40, size: 13, opacity: 0.6)
      return svg
    }
    let xs = Axis(from: 0, to: max(right, 1e-3), about: 6)
    let ys = Axis(from: min(low, 0), to: max(high, 0, low + 1e-3), about: 6)
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (
        plot.x + plot.width * xs.fraction(x),
        plot.y + plot.height * (1 - ys.fraction(y))
      )
    }
    for y in ys.ticks {
      let at = place(xs.low, y).y
      svg.line(plot.x, at, plot.x + plot.width, at, opacity: y == 0 ? 0.6 : 0.14)
      svg.text(
        TypesetNumber.percent(y, ys.percentDecimals), plot.x - 8, at + 4, size: 11.5,
        anchor: .end,
        opacity: 0.8)
    }
    for x in xs.ticks {
      svg.text(
        TypesetNumber.percent(x, xs.percentDecimals), place(x, ys.low).x,
        plot.y + plot.height + 18, size: 11.5, anchor: .middle, opacity: 0.8)
    }
    svg.text(
      horizontal, plot.x + plot.width / 2, plot.y + plot.height + 40, size: 12, anchor: .middle,
      opacity: 0.72)
    for (index, series) in series.enumerated() {
      for point in series.points {
        let at = place(point.x, point.y)
        svg.add(
          "circle",
          [
            "cx": Figure.coordinate(at.x), "cy": Figure.coordinate(at.y),
            "r": index < 2 ? "2.6" : "4.2", "fill": Self.inks[index % Self.inks.count],
            "fill-opacity": index < 2 ? "0.7" : "0.95",
          ], content: Markup.element("title", content: Markup.escaped(point.note)))
      }
    }
    return svg
  }

  private func drawLegend(_ svg: inout SVG) {
    var x = SVG.margin + 4
    for (index, series) in series.enumerated() where !series.points.isEmpty {
      svg.add(
        "circle",
        [
          "cx": Figure.coordinate(x), "cy": "50", "r": "4",
          "fill": Self.inks[index % Self.inks.count],
        ])
      svg.text(series.name, x + 10, 54, size: 12)
      x += 10 + SVG.estimatedWidth(series.name, size: 12) + 22
    }
  }
}
