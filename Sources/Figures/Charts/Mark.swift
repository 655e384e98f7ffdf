/// A small sign for one of several series: eight colours in each of four shapes.
enum Mark {
  /// How many series have a sign of their own.
  static var count: Int { Palette.series.count * Shape.allCases.count }

  private enum Shape: Int, CaseIterable {
    case dot, square, diamond, triangle
  }

  /// - Parameter note: shown when the pointer rests on it.
  static func draw(
    _ series: Int, at x: Double, _ y: Double, radius: Double, into svg: inout SVG,
    opacity: Double = 0.9, note: String? = nil
  ) {
    let place = series % count
    let fill = Palette[place]
    let r = radius
    switch Shape(rawValue: place / Palette.series.count) ?? .dot {
    case .dot: svg.dot(x, y, radius: r, fill: fill, opacity: opacity, note: note)
    case .square:
      let side = r * 0.9
      svg.polygon(
        [(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)],
        fill: fill, opacity: opacity, note: note)
    case .diamond:
      let reach = r * 1.25
      svg.polygon(
        [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill: fill,
        opacity: opacity, note: note)
    case .triangle:
      svg.polygon(
        [(x, y - r * 1.2), (x + r * 1.15, y + r * 0.9), (x - r * 1.15, y + r * 0.9)], fill: fill,
        opacity: opacity, note: note)
    }
  }
}

extension SVG {
  /// - Parameter note: shown when the pointer rests on it.
  mutating func dot(
    _ x: Double, _ y: Double, radius: Double, fill: String, opacity: Double = 1,
    note: String? = nil
  ) {
    add(
      "circle",
      [
        "cx": Figure.coordinate(x), "cy": Figure.coordinate(y), "r": Figure.coordinate(radius),
        "fill": fill, "fill-opacity": Figure.coordinate(opacity),
      ], content: note.map { Markup.element("title", content: Markup.escaped($0)) } ?? "")
  }

  /// - Parameter note: shown when the pointer rests on it.
  mutating func polygon(
    _ corners: [(x: Double, y: Double)], fill: String, opacity: Double = 1, note: String? = nil
  ) {
    let points = corners.map { Figure.coordinate($0.x) + "," + Figure.coordinate($0.y) }
    add(
      "polygon",
      [
        "points": points.joined(separator: " "), "fill": fill,
        "fill-opacity": Figure.coordinate(opacity),
      ], content: note.map { Markup.element("title", content: Markup.escaped($0)) } ?? "")
  }
}
