package import Misclassification
import Statistics
import Text

/// u_i of each class as bars, with Wilson's 95 % interval as whiskers.
package enum RateBars {
  /// - Precondition: one name per class.
  package static func draw(
    _ counts: ConfusionCounts, classNames: [String],
    title: String = "Misclassified images of each class"
  ) -> SVG {
    draw(ShownConfusions(counts, classNames: classNames), title: title)
  }

  package static func draw(
    _ shown: ShownConfusions, title: String = "Misclassified images of each class"
  ) -> SVG {
    let classNames = shown.names
    let row = classNames.count <= 20 ? 27.0 : 18.0
    let size = classNames.count <= 20 ? 13.0 : 11.0
    let left =
      SVG.margin + min(classNames.map { SVG.estimatedWidth($0, size: size) }.max() ?? 0, 170) + 10
    let plot = Frame(x: left, y: 66, width: 400, height: Double(classNames.count) * row)
    let (images, errors) = (shown.images, shown.errors)
    let intervals = classNames.indices.map { WilsonInterval.of(errors[$0], in: images[$0]) }
    let axis = Axis(
      from: 0, to: max(0.01, intervals.compactMap { $0?.upperBound }.max() ?? 0.01))
    let top = axis.high
    var svg = SVG(width: plot.x + plot.width + 150, height: plot.y + plot.height + 56, title: title)
    svg.text(title, SVG.margin, 32, size: 18, bold: true)
    svg.text(
      "u = errors / images; whiskers: 95 % interval (Wilson)", SVG.margin, 52, size: 13,
      opacity: 0.72)
    for tick in axis.ticks where tick <= 1 {
      let x = plot.x + plot.width * tick / top
      svg.line(x, plot.y, x, plot.y + plot.height, opacity: 0.14)
      svg.text(
        TypesetNumber.percent(tick, axis.percentDecimals), x, plot.y + plot.height + 18,
        size: 11.5, anchor: .middle, opacity: 0.8)
    }
    for (label, name) in classNames.enumerated() {
      let middle = plot.y + (Double(label) + 0.5) * row
      svg.text(
        name.count > 22 ? name.prefix(21) + "…" : name, plot.x - 10, middle + size * 0.35,
        size: size, anchor: .end)
      guard let interval = intervals[label] else {
        svg.text("no images", plot.x + 6, middle + 4, size: 12, opacity: 0.6)
        continue
      }
      let scale = plot.width / top
      let rate = Double(errors[label]) / Double(images[label])
      svg.rectangle(
        Frame(x: plot.x, y: middle - row * 0.31, width: rate * scale, height: row * 0.62),
        fill: "#1f7f8c", radius: 2,
        note: "\(errors[label]) of \(TypesetNumber.counted(images[label], "image"))")
      let (low, high) = (
        plot.x + interval.lowerBound * scale, plot.x + interval.upperBound * scale
      )
      svg.line(low, middle, high, middle, width: 1.4)
      for end in [low, high] { svg.line(end, middle - 4, end, middle + 4, width: 1.4) }
      svg.text(
        "\(TypesetNumber.percent(rate))  (\(errors[label])/\(images[label]))", high + 9,
        middle + 4, size: 12)
    }
    svg.line(plot.x, plot.y, plot.x, plot.y + plot.height, opacity: 0.5)
    return svg
  }
}
