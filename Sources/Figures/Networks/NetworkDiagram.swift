import Foundation

/// Classes on a circle and arrows between them.
struct NetworkDiagram {
  struct Node {
    var name: String
    /// The small line below the name; empty for none.
    var detail: String
    /// In 0...1; the disc's area follows it.
    var weight: Double
    var note: String
  }

  /// Whether an arrow leads back.
  enum Way: String {
    case both = "#1f8a98"
    case one = "#d1782b"
    /// In some models only.
    case mixed = "#8d6fc4"
  }

  struct Arrow {
    var from: Int
    var to: Int
    /// In 0...1; the width follows it.
    var weight: Double
    var way: Way
    /// In 0...1.
    var opacity: Double = 1
    var isDashed = false
    /// Beside the arrow; empty for none.
    var label: String
    var note: String
    /// Where the arrow leads to on the page, if anywhere.
    var link: String?
  }

  var nodes: [Node]
  var arrows: [Arrow]
  var centre: Point
  /// Of the circle that the nodes stand on.
  var radius: Double
  /// Of letters, discs and arrows, 1 for a drawing of radius 190.
  var scale: Double

  func draw(into svg: inout SVG) {
    // Wide arrows first, so that narrow ones stay in sight where they cross; heads after all lines,
    // as several may meet at a disc, and the narrow ones last.
    let ordered = arrows.sorted { $0.weight > $1.weight }
    for part in [Part.line, .head] {
      for arrow in ordered { draw(part, of: arrow, into: &svg) }
    }
    for index in nodes.indices { draw(nodeAt: index, into: &svg) }
    drawLabels(into: &svg)
  }

  private enum Part {
    case line, head
  }

  private func angle(_ index: Int) -> Point {
    let turn = 2 * Double.pi * Double(index) / Double(max(nodes.count, 1)) - Double.pi / 2
    return Point(x: cos(turn), y: sin(turn))
  }

  private func place(_ index: Int) -> Point { centre + angle(index) * radius }

  private func discRadius(_ index: Int) -> Double {
    (8 + 11 * nodes[index].weight.squareRoot()) * scale
  }

  /// From disc to disc, bent towards the middle and to its own right, so that the arrow back takes
  /// another way.
  private func bend(_ arrow: Arrow) -> Bend {
    let (start, end) = (place(arrow.from), place(arrow.to))
    let middle = start.mixed(with: end, 0.5)
    let side = (end - start).unit?.turned ?? Point(x: 0, y: 0)
    let inward = (centre - middle) * 0.42
    let aside = side * (0.1 * (end - start).length + 7 * scale)
    return Bend(start: start, control: middle + inward + aside, end: end)
  }

  private func width(_ arrow: Arrow) -> Double { (1.6 + 4.6 * arrow.weight) * scale }

  private func draw(_ part: Part, of arrow: Arrow, into svg: inout SVG) {
    let whole = bend(arrow)
    let gap = 2.5 * scale
    let width = width(arrow)
    let head = 5 * scale + 1.7 * width
    let from = 1 - whole.reversed.place(away: discRadius(arrow.from) + gap)
    let tip = whole.place(away: discRadius(arrow.to) + gap)
    let neck = whole.place(away: discRadius(arrow.to) + gap + head)
    guard from < neck, neck < tip else { return }
    var group = SVG(width: svg.width, height: svg.height, title: "")
    switch part {
    case .line: addLine(whole.piece(from, neck), arrow, width, to: &group)
    case .head: addHead(whole.point(tip), whole.point(neck), arrow, width, to: &group)
    }
    svg.linked(to: arrow.link) { $0.group(group, note: arrow.note) }
  }

  private func addLine(_ line: Bend, _ arrow: Arrow, _ width: Double, to group: inout SVG) {
    // A rim in the colour of the paper parts arrows that cross.
    group.add(
      "path",
      [
        "d": line.path, "fill": "none", "stroke": "#ffffff",
        "style": "stroke:var(--paper,#ffffff)",
        "stroke-width": Figure.coordinate(width + 3 * scale),
      ])
    group.add(
      "path",
      [
        "d": line.path, "fill": "none", "stroke": arrow.way.rawValue,
        "stroke-width": Figure.coordinate(width),
        "stroke-dasharray":
          arrow.isDashed
          ? "\(Figure.coordinate(3 * scale)) \(Figure.coordinate(3.5 * scale))" : "none",
        "stroke-opacity": Figure.coordinate(arrow.opacity),
      ])
  }

  private func addHead(
    _ point: Point, _ base: Point, _ arrow: Arrow, _ width: Double, to group: inout SVG
  ) {
    let across = ((point - base).unit?.turned ?? Point(x: 0, y: 0)) * (2.6 * scale + 0.95 * width)
    let corners = [point, base + across, base - across].map {
      Figure.coordinate($0.x) + "," + Figure.coordinate($0.y)
    }
    // Opaque and with a rim, so that what lies below does not swallow it.
    group.add(
      "polygon",
      [
        "points": corners.joined(separator: " "), "fill": arrow.way.rawValue,
        "stroke": "#ffffff", "style": "stroke:var(--paper,#ffffff)",
        "stroke-width": Figure.coordinate(0.9 * scale), "stroke-linejoin": "round",
      ])
  }

  /// Each label on its arrow, where it covers no other and no other arrow runs through it, or at
  /// least no other; one that has no such place is left out, and only the note says what it would.
  private func drawLabels(into svg: inout SVG) {
    // Nearer to the arrow's beginning first: many arrows may share an end.
    let places = [0.42, 0.36, 0.48, 0.3, 0.54, 0.6, 0.24, 0.66]
    let size = 10.5 * scale
    let bends = arrows.map(bend)
    var taken: [Frame] = []
    for (index, arrow) in arrows.enumerated().sorted(by: { $0.1.weight > $1.1.weight })
    where !arrow.label.isEmpty {
      let width = SVG.estimatedWidth(arrow.label, size: size) + 3 * scale
      let frames = places.map { share in
        let middle = bends[index].point(share)
        return Frame(
          x: middle.x - width / 2, y: middle.y - size * 0.6, width: width, height: size * 1.2)
      }.filter { frame in !taken.contains { $0.meets(frame) } }
      let isCrossed = { (frame: Frame) in
        bends.indices.contains { $0 != index && bends[$0].crosses(frame) }
      }
      guard let free = frames.first(where: { !isCrossed($0) }) ?? frames.first else { continue }
      taken.append(free)
      svg.haloedText(
        arrow.label, free.x + width / 2, free.y + size * 0.6 + 3.6 * scale, size: size)
    }
  }

  private func draw(nodeAt index: Int, into svg: inout SVG) {
    let node = nodes[index]
    let (place, direction) = (place(index), angle(index))
    let disc = discRadius(index)
    svg.dot(
      place.x, place.y, radius: disc, fill: "currentColor",
      opacity: node.weight > 0 ? 0.85 : 0.35, note: node.note)
    let size = 13 * scale
    let edge = place + direction * (disc + 7 * scale)
    let anchor: SVG.Anchor =
      direction.x > 0.25 ? .start : direction.x < -0.25 ? .end : .middle
    // Text stands above the topmost and below the lowest nodes, and level with those at the sides.
    let lines = node.detail.isEmpty ? 1.0 : 1.9
    let y = edge.y + size * (0.35 + 0.5 * lines * direction.y - 0.3 * (lines - 1))
    svg.text(SVG.shortened(node.name), edge.x, y, size: size, anchor: anchor, bold: true)
    if !node.detail.isEmpty {
      svg.text(
        node.detail, edge.x, y + size * 0.95, size: size * 0.8, anchor: anchor, opacity: 0.7)
    }
  }
}
