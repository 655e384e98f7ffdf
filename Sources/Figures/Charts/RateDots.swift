package import Misclassification
import Text

/// u_i of each class for several models, as figure 3 of "Causal Explanations of Image
/// Misclassifications": a dot for each model, and a line at their mean.
package enum RateDots {
  private static let row = 34.0

  /// - Precondition: at least one table, a name for each, and a name for each class.
  package static func draw(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String],
    title: String = "Misclassified images of each class, by model"
  ) -> SVG {
    draw(
      counts.map { ShownConfusions($0, classNames: classNames) }, modelNames: modelNames,
      title: title)
  }

  /// - Precondition: at least one table, a name for each, all of the same rows.
  package static func draw(
    _ shown: [ShownConfusions], modelNames: [String],
    title: String = "Misclassified images of each class, by model"
  ) -> SVG {
    precondition(!shown.isEmpty && shown.count == modelNames.count)
    let classNames = shown[0].names
    let mean = MeanRates(shown)
    let (images, errors) = (shown.map(\.images), shown.map(\.errors))
    let isNamed = modelNames.count <= Mark.count
    let names = classNames.map(SVG.shortened)
    let left =
      SVG.margin + (names.map { SVG.estimatedWidth($0, size: 13) }.max() ?? 0) + 12
    let legend = isNamed ? legendLines(modelNames, width: 640) : []
    let plot = Frame(
      x: left, y: 74 + Double(legend.count) * 20, width: 520,
      height: Double(classNames.count) * row)
    let largest = classNames.indices.compactMap { mean.u($0)?.largest }.max() ?? 0
    let axis = Axis(from: 0, to: max(largest, 0.01))
    var svg = SVG(width: plot.x + plot.width + 130, height: plot.y + plot.height + 50, title: title)
    svg.text(title, SVG.margin, 32, size: 18, bold: true)
    svg.text(
      "u = errors / images; a mark is a model, the line their mean", SVG.margin, 52, size: 13,
      opacity: 0.72)
    drawLegend(&svg, legend)
    for tick in axis.ticks {
      let x = plot.x + plot.width * tick / axis.high
      svg.line(x, plot.y, x, plot.y + plot.height, opacity: tick == 0 ? 0.5 : 0.14)
      svg.text(
        TypesetNumber.percent(tick, axis.percentDecimals), x, plot.y + plot.height + 18,
        size: 11.5, anchor: .middle, opacity: 0.8)
    }
    for label in classNames.indices {
      let middle = plot.y + (Double(label) + 0.5) * row
      svg.text(names[label], plot.x - 12, middle + 4.5, size: 13, anchor: .end)
      guard let spread = mean.u(label) else {
        svg.text("no images", plot.x + 6, middle + 4, size: 12, opacity: 0.6)
        continue
      }
      func place(_ rate: Double) -> Double { plot.x + plot.width * rate / axis.high }
      svg.rectangle(
        Frame(
          x: place(spread.smallest) - 2, y: middle - 2,
          width: place(spread.largest) - place(spread.smallest) + 4, height: 4),
        fill: "currentColor", opacity: 0.14, radius: 2)
      for model in shown.indices where images[model][label] > 0 {
        let rate = Double(errors[model][label]) / Double(images[model][label])
        let note =
          "\(modelNames[model]), \(classNames[label]): \(errors[model][label]) of "
          + "\(TypesetNumber.counted(images[model][label], "image")), "
          + "\(TypesetNumber.percent(rate, 2))"
        if isNamed {
          Mark.draw(model, at: place(rate), middle, radius: 5, into: &svg, note: note)
        } else {
          svg.dot(place(rate), middle, radius: 5, fill: Palette[0], opacity: 0.55, note: note)
        }
      }
      svg.line(place(spread.mean), middle - 11, place(spread.mean), middle + 11, width: 2)
      svg.text(
        "mean " + TypesetNumber.percent(spread.mean), plot.x + plot.width + 14, middle + 4, size: 12
      )
    }
    return svg
  }

  /// Names in lines that fit a width, each with its place and its number.
  private static func legendLines(
    _ names: [String], width: Double
  ) -> [[(x: Double, model: Int, name: String)]] {
    var lines: [[(x: Double, model: Int, name: String)]] = []
    var x = Double.infinity
    for (model, name) in names.enumerated() {
      let shown = SVG.shortened(name)
      let needed = 34 + SVG.estimatedWidth(shown, size: 12)
      if x + needed > width {
        lines.append([])
        x = SVG.margin
      }
      lines[lines.count - 1].append((x, model, shown))
      x += needed
    }
    return lines
  }

  private static func drawLegend(
    _ svg: inout SVG, _ lines: [[(x: Double, model: Int, name: String)]]
  ) {
    for (line, entries) in lines.enumerated() {
      let y = 74 + Double(line) * 20
      for entry in entries {
        Mark.draw(entry.model, at: entry.x + 5, y - 4, radius: 5, into: &svg)
        svg.text(entry.name, entry.x + 15, y, size: 12)
      }
    }
  }
}
