import Text

/// Numbers with their intervals, one below the other, beside what they are to be compared with.
package struct EstimatesFigure: Sendable {
  package struct Row: Sendable {
    package var name: String
    package var value: Double
    package var interval: ClosedRange<Double>?
    /// The same without what is studied, such as a shuffled mask: a hollow dot.
    package var control: Double?
    /// What was published: a bar across the line.
    package var published: Double?
    /// Of the colours, by number.
    package var series: Int

    package init(
      _ name: String, _ value: Double, interval: ClosedRange<Double>? = nil,
      control: Double? = nil, published: Double? = nil, series: Int = 0
    ) {
      self.name = name
      self.value = value
      self.interval = interval
      self.control = control
      self.published = published
      self.series = series
    }
  }

  package var title: String
  /// What the numbers are.
  package var horizontal: String
  /// What the hollow dot is; nil for none.
  package var control: String?
  package var scale: CurveFigure.Scale
  package var rows: [Row]
  /// Where the axis ends at the latest; what lies beyond stands at its end.
  package var limits: ClosedRange<Double>?

  package init(
    title: String, horizontal: String, control: String? = nil, scale: CurveFigure.Scale,
    rows: [Row], limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.horizontal = horizontal
    self.control = control
    self.scale = scale
    self.rows = rows.filter(\.value.isFinite)
    self.limits = limits
  }

  private static let row = 26.0

  package func draw() -> SVG {
    let names = rows.map { SVG.shortened($0.name) }
    let left = SVG.margin + (names.map { SVG.estimatedWidth($0, size: 12.5) }.max() ?? 0) + 14
    let plot = Frame(x: left, y: 66, width: 420, height: max(Double(rows.count), 1) * Self.row)
    var svg = SVG(width: plot.x + plot.width + 34, height: plot.y + plot.height + 50, title: title)
    svg.text(title, SVG.margin, 28, size: 16, bold: true)
    drawLegend(&svg)
    let numbers = rows.flatMap { row in
      [row.value, row.control, row.published, row.interval?.lowerBound, row.interval?.upperBound]
        .compactMap { $0 }
    }.filter(\.isFinite)
    let low = max(min(numbers.min() ?? 0, 0), limits?.lowerBound ?? -.infinity)
    let high = min(max(numbers.max() ?? 1, 0), limits?.upperBound ?? .infinity)
    let axis = Axis(from: low, to: high)
    func x(_ value: Double) -> Double { plot.x + plot.width * axis.fraction(value) }
    for tick in axis.ticks {
      svg.line(
        x(tick), plot.y, x(tick), plot.y + plot.height, opacity: tick == 0 ? 0.5 : 0.14)
      svg.text(
        label(tick, axis), x(tick), plot.y + plot.height + 17, size: 11.5, anchor: .middle,
        opacity: 0.8)
    }
    svg.text(
      horizontal, plot.x + plot.width / 2, plot.y + plot.height + 37, size: 12, anchor: .middle,
      opacity: 0.72)
    for (place, row) in rows.enumerated() {
      let y = plot.y + (Double(place) + 0.5) * Self.row
      svg.text(names[place], plot.x - 12, y + 4, size: 12.5, anchor: .end)
      draw(row, y, x, &svg)
    }
    return svg
  }

  private func draw(_ row: Row, _ y: Double, _ x: (Double) -> Double, _ svg: inout SVG) {
    let ink = Palette[row.series]
    if let interval = row.interval {
      svg.line(
        x(interval.lowerBound), y, x(interval.upperBound), y, width: 2.5, stroke: ink,
        opacity: 0.75)
    }
    if let published = row.published {
      svg.line(x(published), y - 8, x(published), y + 8, width: 2.5)
    }
    if let control = row.control { Self.ring(x(control), y, ink, &svg) }
    svg.dot(x(row.value), y, radius: 4.5, fill: ink)
  }

  private func drawLegend(_ svg: inout SVG) {
    var place = SVG.margin + 9
    func entry(_ text: String, _ mark: (Double, inout SVG) -> Void) {
      mark(place, &svg)
      svg.text(text, place + 14, 52, size: 12, opacity: 0.8)
      place += 14 + SVG.estimatedWidth(text, size: 12) + 22
    }
    entry("here, 95 % interval") { place, svg in
      svg.line(place - 9, 48, place + 9, 48, width: 2.5, stroke: Palette[0], opacity: 0.75)
      svg.dot(place, 48, radius: 4.5, fill: Palette[0])
    }
    if let control { entry(control) { Self.ring($0, 48, Palette[0], &$1) } }
    if rows.contains(where: { $0.published != nil }) {
      entry("published") { $1.line($0, 40, $0, 56, width: 2.5) }
    }
  }

  private static func ring(_ x: Double, _ y: Double, _ ink: String, _ svg: inout SVG) {
    svg.add(
      "circle",
      [
        "cx": Figure.coordinate(x), "cy": Figure.coordinate(y), "r": "4", "fill": "none",
        "stroke": ink, "stroke-width": "1.8",
      ])
  }

  private func label(_ value: Double, _ axis: Axis) -> String {
    switch scale {
    case .number: Figure.coordinate(value)
    case .percent: TypesetNumber.percent(value, axis.percentDecimals)
    }
  }
}
