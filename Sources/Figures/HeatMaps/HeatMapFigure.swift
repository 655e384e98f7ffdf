package import Misclassification
import Text

/// The heat map of v_j|i, as figure 4 of "Causal Explanations of Image Misclassifications": rows
/// are true classes, columns predicted ones, and u_i stands beside each row.
///
/// Of more classes than `largestGrid` the cells are drawn as a picture, without names.
package struct HeatMapFigure {
  /// How much of the figure there is.
  enum Detail {
    /// Names, numbers, u beside the rows and a scale.
    case full
    /// One of many: names and colours only.
    case small
  }

  /// Where a cell of two classes leads to, such as `#cell-3-5`.
  package typealias Link = (_ label: Int, _ predicted: Int) -> String?

  package static let largestGrid = 101

  private let content: HeatMapContent
  private let title: String
  private let layout: HeatMapLayout
  /// The rate that has the ramp's last colour.
  private let top: Double
  private let link: Link

  /// Of more classes than `largestGrid`, a picture with a dot for each cell.
  ///
  /// - Precondition: one name per class.
  package static func draw(
    _ counts: ConfusionCounts, classNames: [String], title: String = usualTitle,
    link: @escaping Link = { _, _ in nil }
  ) -> SVG {
    precondition(classNames.count == counts.classCount)
    if counts.classCount > largestGrid {
      return HeatMapPicture.draw(counts, order: LikenessOrder.of(counts), title: title)
    }
    return draw(ShownConfusions(counts, classNames: classNames), title: title, link: link)
  }

  /// - Precondition: at most `largestGrid` rows.
  package static func draw(
    _ shown: ShownConfusions, title: String = usualTitle, link: @escaping Link = { _, _ in nil }
  ) -> SVG {
    precondition(shown.names.count <= largestGrid)
    return HeatMapFigure(
      HeatMapContent(shown), title: title, link: linked(link, shown)
    ).draw()
  }

  /// The mean of several models' heat maps, and how far they lie apart.
  ///
  /// - Precondition: at least one, of the same rows, at most `largestGrid`.
  package static func draw(
    mean shown: [ShownConfusions], title: String = usualTitle,
    link: @escaping Link = { _, _ in nil }
  ) -> SVG {
    precondition(shown[0].names.count <= largestGrid)
    let content = HeatMapContent(MeanRates(shown), classNames: shown[0].names)
    return HeatMapFigure(content, title: title, link: linked(link, shown[0])).draw()
  }

  package static let usualTitle = "Where the errors of each class go"

  /// Links by class from links by row; the others lead nowhere.
  static func linked(_ link: @escaping Link, _ shown: ShownConfusions) -> Link {
    { row, column in
      guard row != shown.others, column != shown.others else { return nil }
      return link(shown.shown[row], shown.shown[column])
    }
  }

  /// - Parameter top: nil for the largest rate, rounded up.
  init(
    _ content: HeatMapContent, title: String, detail: Detail = .full, top: Double? = nil,
    link: @escaping Link = { _, _ in nil }
  ) {
    self.content = content
    self.title = title
    self.link = link
    layout = HeatMapLayout(classNames: content.classNames, title: title, detail: detail)
    self.top = top ?? Self.top(of: content.largest)
  }

  /// A round rate that no cell exceeds.
  static func top(of largest: Double) -> Double {
    min(Axis(from: 0, to: max(0.1, largest)).high, 1)
  }

  func draw() -> SVG {
    var svg = SVG(width: layout.width, height: layout.height, title: title)
    let isFull = layout.detail == .full
    svg.text(title, SVG.margin, isFull ? 32 : 18, size: isFull ? 18 : 13, bold: true)
    svg.text(
      content.subtitle, SVG.margin, isFull ? 52 : 34, size: isFull ? 13 : 10.5, opacity: 0.72)
    drawNames(&svg)
    for (label, row) in content.rows.enumerated() {
      switch row {
      case .blank(let words): drawBlank(&svg, label, words)
      case .cells(let cells): drawRow(&svg, label, cells)
      }
    }
    if isFull {
      drawRates(&svg)
      drawColourBar(&svg)
    }
    return svg
  }

  private func drawNames(_ svg: inout SVG) {
    let grid = layout.grid
    if layout.detail == .full {
      svg.text(
        "predicted class", grid.x + grid.width / 2, 82, size: 12, anchor: .middle, opacity: 0.72)
      svg.text(
        "true class", SVG.margin + 10, grid.y + grid.height / 2, size: 12, anchor: .middle,
        opacity: 0.72, turned: -90)
    }
    let away = layout.detail == .full ? 10.0 : 4
    for (index, name) in content.classNames.enumerated() {
      let shown = SVG.shortened(name)
      let middle = (Double(index) + 0.5) * layout.cell
      svg.text(
        shown, grid.x - away, grid.y + middle + layout.nameSize * 0.35, size: layout.nameSize,
        anchor: .end)
      if layout.turnsNames {
        svg.text(
          shown, grid.x + middle + 3, grid.y - away, size: layout.nameSize, turned: -45)
      } else {
        svg.text(
          shown, grid.x + middle, grid.y - away, size: layout.nameSize, anchor: .middle)
      }
    }
  }

  private func drawRow(_ svg: inout SVG, _ label: Int, _ cells: [HeatMapContent.Cell?]) {
    for (predicted, cell) in cells.enumerated() {
      let frame = layout.frame(label, predicted)
      guard let cell else {
        svg.rectangle(frame, fill: SVG.hatching, radius: 2, note: content.diagonal[label])
        continue
      }
      let colour = ColourRamp.blueToYellow[cell.rate / top]
      svg.linked(to: link(label, predicted)) { svg in
        svg.rectangle(frame, fill: colour.css, radius: layout.radius, note: cell.note)
        drawNumbers(&svg, frame, cell, ink: colour.readableInk.css)
      }
    }
  }

  private func drawNumbers(
    _ svg: inout SVG, _ frame: Frame, _ cell: HeatMapContent.Cell, ink: String
  ) {
    let (x, y) = (frame.x + frame.width / 2, frame.y + frame.height / 2)
    let strength = cell.isEmpty ? 0.6 : 1
    if layout.cell >= 40 {
      let size = layout.cell >= 50 ? 15.0 : 12.5
      svg.text(
        TypesetNumber.fixed(cell.rate, 2), x, y + 1, size: size, anchor: .middle, fill: ink,
        opacity: strength)
      svg.text(
        cell.detail, x, y + size, size: size - 3.5, anchor: .middle, fill: ink,
        opacity: strength * 0.9)
    } else if layout.cell >= 28 {
      svg.text(
        TypesetNumber.fixed(cell.rate, 2), x, y + 3.5, size: 10, anchor: .middle, fill: ink,
        opacity: strength)
    }
  }

  private func drawBlank(_ svg: inout SVG, _ label: Int, _ words: String) {
    let first = layout.frame(label, 0)
    let frame = Frame(
      x: first.x, y: first.y, width: layout.grid.width - 2 * (first.x - layout.grid.x),
      height: first.height)
    svg.rectangle(frame, fill: "currentColor", opacity: 0.05, radius: 2)
    svg.text(
      words, frame.x + frame.width / 2, frame.y + frame.height / 2 + 4,
      size: min(12, layout.cell * 0.6), anchor: .middle, opacity: 0.6)
  }

  /// u_i as a bar and a percentage beside each row.
  private func drawRates(_ svg: inout SVG) {
    let largest = max(content.rates.compactMap { $0?.value }.max() ?? 0, 1e-9)
    svg.text("u, misclassified", layout.rates, layout.grid.y - 10, size: 12, opacity: 0.72)
    for (label, rate) in content.rates.enumerated() {
      let frame = layout.frame(label, 0)
      let middle = frame.y + frame.height / 2
      guard let rate else {
        svg.text("–", layout.rates, middle + 4, size: layout.nameSize, opacity: 0.6)
        continue
      }
      let thickness = min(14, layout.cell * 0.5)
      let length = max(rate.value / largest * HeatMapLayout.rateWidth, 1)
      svg.rectangle(
        Frame(x: layout.rates, y: middle - thickness / 2, width: length, height: thickness),
        fill: "currentColor", opacity: 0.38, radius: 2, note: rate.note)
      svg.text(
        TypesetNumber.percent(rate.value), layout.rates + length + 7,
        middle + layout.nameSize * 0.35,
        size: min(layout.nameSize, layout.cell * 0.6))
    }
  }

  private func drawColourBar(_ svg: inout SVG) {
    svg.colourBar(layout.bar, top: top)
  }
}

extension SVG {
  /// Names that would take too much room, cut.
  static func shortened(_ name: String) -> String {
    name.count > 22 ? name.prefix(21) + "…" : name
  }

  /// The colours of the ramp, upwards.
  mutating func ramp(_ bar: Frame) {
    let steps = 64
    for step in 0..<steps {
      let height = bar.height / Double(steps)
      rectangle(
        Frame(
          x: bar.x, y: bar.y + bar.height - Double(step + 1) * height, width: bar.width,
          height: height + (step == 0 ? 0 : 0.6)),
        fill: ColourRamp.blueToYellow[(Double(step) + 0.5) / Double(steps)].css)
    }
  }

  /// The colours of v from 0 to `top`, upwards.
  mutating func colourBar(_ bar: Frame, top: Double) {
    ramp(bar)
    text("v", bar.x + bar.width / 2, bar.y - 10, size: 12, anchor: .middle, opacity: 0.72)
    let axis = Axis(from: 0, to: top)
    let ticks = axis.ticks.filter { $0 <= top + 1e-9 }
    for tick in ticks {
      let y = bar.y + bar.height * (1 - tick / top)
      line(bar.x + bar.width, y, bar.x + bar.width + 4, y, opacity: 0.6)
      text(
        TypesetNumber.fixed(tick, max(2, axis.decimals)), bar.x + bar.width + 8, y + 4,
        size: 11.5)
    }
  }
}
