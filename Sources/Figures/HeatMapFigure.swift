package import Misclassification

/// The heat map of v_j|i, as figure 4 of "Causal Explanations of Image Misclassifications": rows
/// are true classes, columns predicted ones, and u_i stands beside each row.
package enum HeatMapFigure {
  /// - Precondition: one name per class.
  package static func draw(
    _ counts: ConfusionCounts, classNames: [String],
    title: String = "Where the errors of each class go"
  ) -> SVG {
    precondition(classNames.count == counts.classCount)
    let layout = Layout(classNames: classNames, title: title)
    var svg = SVG(width: layout.width, height: layout.height, title: title)
    svg.defineHatching()
    svg.text(title, layout.margin, 32, size: 18, bold: true)
    svg.text(
      "\(Figure.grouped(counts.totalErrors)) errors in "
        + "\(Figure.grouped(counts.totalImages)) images"
        + (counts.accuracy.map { ", accuracy \(Figure.percent($0, 2))" } ?? ""),
      layout.margin, 52, size: 13, opacity: 0.72)
    let rates = counts.conditionalRates
    let largest = rates.joined().compactMap { $0 }.max() ?? 0
    let top = min(Figure.ticks(0...max(0.1, largest)).last!, 1)
    drawNames(&svg, layout, classNames)
    for label in classNames.indices {
      if counts.errors[label] == 0 {
        drawRowWithoutErrors(&svg, layout, label, images: counts.images[label])
      } else {
        drawRow(&svg, layout, label, counts, rates[label], top, classNames)
      }
    }
    drawRates(&svg, layout, counts)
    drawColourBar(&svg, layout, top: top)
    return svg
  }

  private struct Layout {
    let margin = SVG.margin
    let cell: Double
    let nameSize: Double
    let turnsNames: Bool
    /// The cells.
    let grid: Frame
    let width: Double
    let height: Double
    let rates: Double
    let bar: Frame
    static let rateWidth = 84.0

    init(classNames: [String], title: String) {
      let count = Double(classNames.count)
      cell =
        classNames.count <= 12 ? 58 : classNames.count <= 20 ? 46 : classNames.count <= 30 ? 30 : 20
      let nameSize: Double = classNames.count <= 30 ? 13 : 11
      self.nameSize = nameSize
      let longest = classNames.map { SVG.estimatedWidth($0, size: nameSize) }.max() ?? 0
      let nameWidth = min(longest, 170)
      turnsNames = longest > cell - 6
      let left = margin + 26 + nameWidth + 10
      let upper = 84 + (turnsNames ? nameWidth * 0.72 + 8 : 16) + 12
      grid = Frame(x: left, y: upper, width: count * cell, height: count * cell)
      rates = left + grid.width + 22
      let barHeight = min(max(grid.height, 150), 420)
      bar = Frame(x: rates + Self.rateWidth + 92, y: upper, width: 16, height: barHeight)
      width = max(bar.x + bar.width + 62, margin * 2 + SVG.estimatedWidth(title, size: 18))
      height = max(grid.y + grid.height, bar.y + barHeight) + margin + 4
    }

    func frame(_ row: Int, _ column: Int) -> Frame {
      let gap = cell > 24 ? 1.0 : 0.5
      return Frame(
        x: grid.x + Double(column) * cell + gap, y: grid.y + Double(row) * cell + gap,
        width: cell - 2 * gap, height: cell - 2 * gap)
    }
  }

  private static func drawNames(_ svg: inout SVG, _ layout: Layout, _ names: [String]) {
    let grid = layout.grid
    svg.text(
      "predicted class", grid.x + grid.width / 2, 82, size: 12, anchor: .middle, opacity: 0.72)
    svg.text(
      "true class", layout.margin + 10, grid.y + grid.height / 2, size: 12, anchor: .middle,
      opacity: 0.72, turned: -90)
    for (index, name) in names.enumerated() {
      let shown = shortened(name)
      let middle = (Double(index) + 0.5) * layout.cell
      svg.text(
        shown, grid.x - 10, grid.y + middle + layout.nameSize * 0.35, size: layout.nameSize,
        anchor: .end)
      if layout.turnsNames {
        svg.text(
          shown, grid.x + middle + 3, grid.y - 10, size: layout.nameSize, turned: -45)
      } else {
        svg.text(
          shown, grid.x + middle, grid.y - 10, size: layout.nameSize, anchor: .middle)
      }
    }
  }

  private static func shortened(_ name: String) -> String {
    name.count > 22 ? name.prefix(21) + "…" : name
  }

  private static func drawRow(
    _ svg: inout SVG, _ layout: Layout, _ label: Int, _ counts: ConfusionCounts,
    _ rates: [Double?], _ top: Double, _ names: [String]
  ) {
    for predicted in names.indices {
      let frame = layout.frame(label, predicted)
      guard let rate = rates[predicted] else {
        svg.rectangle(
          frame, fill: SVG.hatching, radius: 2,
          note: "\(names[label]): \(counts[label, label]) of \(counts.images[label]) right")
        continue
      }
      let colour = ColourRamp.blueToYellow[rate / top]
      let count = counts[label, predicted]
      svg.rectangle(
        frame, fill: colour.css, radius: 2,
        note: "\(names[label]) taken for \(names[predicted]): \(count) of "
          + "\(counts.errors[label]) errors, v = \(Figure.fixed(rate, 3))")
      let ink = colour.readableInk.css
      let (x, y) = (frame.x + frame.width / 2, frame.y + frame.height / 2)
      let strength = count == 0 ? 0.6 : 1
      if layout.cell >= 40 {
        let size = layout.cell >= 50 ? 15.0 : 12.5
        svg.text(
          Figure.fixed(rate, 2), x, y + 1, size: size, anchor: .middle, fill: ink,
          opacity: strength)
        svg.text(
          Figure.grouped(count), x, y + size, size: size - 3.5, anchor: .middle, fill: ink,
          opacity: strength * 0.9)
      } else if layout.cell >= 28 {
        svg.text(
          Figure.fixed(rate, 2), x, y + 3.5, size: 10, anchor: .middle, fill: ink,
          opacity: strength)
      }
    }
  }

  private static func drawRowWithoutErrors(
    _ svg: inout SVG, _ layout: Layout, _ label: Int, images: Int
  ) {
    let first = layout.frame(label, 0)
    let frame = Frame(
      x: first.x, y: first.y, width: layout.grid.width - 2 * (first.x - layout.grid.x),
      height: first.height)
    svg.rectangle(frame, fill: "currentColor", opacity: 0.05, radius: 2)
    svg.text(
      images == 0 ? "no images" : "no errors", frame.x + frame.width / 2,
      frame.y + frame.height / 2 + 4, size: min(12, layout.cell * 0.6), anchor: .middle,
      opacity: 0.6)
  }

  /// u_i as a bar and a percentage beside each row.
  private static func drawRates(_ svg: inout SVG, _ layout: Layout, _ counts: ConfusionCounts) {
    let rates = counts.misclassificationRates
    let largest = max(rates.compactMap { $0 }.max() ?? 0, 1e-9)
    svg.text("u, misclassified", layout.rates, layout.grid.y - 10, size: 12, opacity: 0.72)
    for (label, rate) in rates.enumerated() {
      let frame = layout.frame(label, 0)
      let middle = frame.y + frame.height / 2
      guard let rate else {
        svg.text("–", layout.rates, middle + 4, size: layout.nameSize, opacity: 0.6)
        continue
      }
      let thickness = min(14, layout.cell * 0.5)
      let length = max(rate / largest * Layout.rateWidth, 1)
      svg.rectangle(
        Frame(x: layout.rates, y: middle - thickness / 2, width: length, height: thickness),
        fill: "currentColor", opacity: 0.38, radius: 2,
        note: "\(counts.errors[label]) of \(counts.images[label]) images misclassified")
      svg.text(
        Figure.percent(rate), layout.rates + length + 7, middle + layout.nameSize * 0.35,
        size: min(layout.nameSize, layout.cell * 0.6))
    }
  }

  private static func drawColourBar(_ svg: inout SVG, _ layout: Layout, top: Double) {
    let bar = layout.bar
    let steps = 64
    for step in 0..<steps {
      let height = bar.height / Double(steps)
      svg.rectangle(
        Frame(
          x: bar.x, y: bar.y + bar.height - Double(step + 1) * height, width: bar.width,
          height: height + (step == 0 ? 0 : 0.6)),
        fill: ColourRamp.blueToYellow[(Double(step) + 0.5) / Double(steps)].css)
    }
    svg.text("v", bar.x + bar.width / 2, bar.y - 10, size: 12, anchor: .middle, opacity: 0.72)
    for tick in Figure.ticks(0...top) where tick <= top + 1e-9 {
      let y = bar.y + bar.height * (1 - tick / top)
      svg.line(bar.x + bar.width, y, bar.x + bar.width + 4, y, opacity: 0.6)
      svg.text(Figure.fixed(tick, 2), bar.x + bar.width + 8, y + 4, size: 11.5)
    }
  }
}
