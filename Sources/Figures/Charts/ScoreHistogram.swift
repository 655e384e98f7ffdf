package import Misclassification
import Text

/// How sure a network is of two or more kinds of mistakes: a histogram of each, one over the other.
///
/// Figure 8 of "Causal Explanations of Image Misclassifications".
package enum ScoreHistogram {
  private static let rowHeight = 120.0

  /// One panel for each model, side by side.
  package static func draw(_ comparison: ScoreComparison) -> SVG {
    let panels = panels(comparison)
    return panels.count == 1
      ? panels[0] : SVG.row(panels, title: "How sure the models are of their mistakes")
  }

  /// One drawing for each model.
  package static func panels(_ comparison: ScoreComparison) -> [SVG] {
    comparison.models.map { panel($0, comparison) }
  }

  private static func panel(
    _ model: ScoreComparison.Model, _ comparison: ScoreComparison
  ) -> SVG {
    let rows = Double(model.groups.count)
    let plot = Frame(x: 64, y: 76, width: 420, height: rows * rowHeight)
    var svg = SVG(
      width: plot.x + plot.width + 28, height: plot.y + plot.height + 60,
      title: "How sure \(model.name) is of its mistakes")
    svg.text(model.name, SVG.margin, 32, size: 18, bold: true)
    svg.text("share of each group's mistakes", SVG.margin, 52, size: 13, opacity: 0.72)
    let values = model.groups.flatMap(\.values)
    guard let low = values.min(), let high = values.max() else {
      svg.text(
        "no mistakes", plot.x + plot.width / 2, plot.y + plot.height / 2, size: 13, anchor: .middle,
        opacity: 0.6)
      return svg
    }
    let axis = Axis(from: low, to: max(high, low + 1e-6), about: 6)
    let bins = Bins(axis)
    let shares = model.groups.map { bins.shares(of: $0.values) }
    let top = max(shares.flatMap { $0 }.max() ?? 0, 0.01)
    for (row, group) in model.groups.enumerated() {
      let frame = Frame(
        x: plot.x, y: plot.y + Double(row) * rowHeight, width: plot.width, height: rowHeight - 22)
      draw(group, shares[row], in: frame, top, bins, Palette[row], &svg)
    }
    for tick in axis.ticks {
      let x = plot.x + plot.width * axis.fraction(tick)
      svg.line(x, plot.y, x, plot.y + plot.height - 22, opacity: 0.1)
      svg.text(
        TypesetNumber.fixed(tick, axis.decimals), x, plot.y + plot.height - 4, size: 11.5,
        anchor: .middle,
        opacity: 0.8)
    }
    svg.text(
      comparison.settings.statistic.words, plot.x + plot.width / 2, plot.y + plot.height + 20,
      size: 12, anchor: .middle, opacity: 0.72)
    svg.text(
      "the further left, the surer of the mistake", plot.x + plot.width / 2,
      plot.y + plot.height + 38, size: 12, anchor: .middle, opacity: 0.72)
    return svg
  }

  private static func draw(
    _ group: ScoreComparison.Group, _ shares: [Double], in frame: Frame, _ top: Double,
    _ bins: Bins, _ fill: String, _ svg: inout SVG
  ) {
    let base = frame.y + frame.height
    let width = frame.width / Double(shares.count)
    // A fifth is left free above the highest bar, for the group's name.
    let scale = frame.height * 0.8 / top
    for (bin, share) in shares.enumerated() where share > 0 {
      svg.rectangle(
        Frame(
          x: frame.x + Double(bin) * width + 0.75, y: base - share * scale, width: width - 1.5,
          height: share * scale), fill: fill, radius: 1, note: TypesetNumber.percent(share))
    }
    svg.line(frame.x, base, frame.x + frame.width, base, opacity: 0.5)
    svg.text(
      TypesetNumber.percent(top, 0), frame.x - 8, base - top * scale + 4, size: 11, anchor: .end,
      opacity: 0.8)
    svg.text("0", frame.x - 8, base + 4, size: 11, anchor: .end, opacity: 0.8)
    let mean = group.mean.map { ", mean \(TypesetNumber.fixed($0, 2))" } ?? ""
    svg.text(
      "\(group.name) (\(TypesetNumber.counted(group.count, "mistake"))\(mean))", frame.x + 6,
      frame.y + 12,
      size: 12.5,
      bold: true)
    guard let mean = group.mean else { return }
    let x = frame.x + frame.width * bins.axis.fraction(mean)
    svg.line(x, base - frame.height * 0.8, x, base, width: 1.8)
  }

  /// Equal bins between the outer ticks, the same for all groups.
  private struct Bins {
    let axis: Axis
    let count: Int

    /// About 24 bins, so many between each two ticks that a tick never lies inside one.
    init(_ axis: Axis) {
      self.axis = axis
      let steps = axis.ticks.count - 1
      count = steps * max(2, 24 / steps)
    }

    func shares(of values: [Double]) -> [Double] {
      var counts = [Int](repeating: 0, count: count)
      for value in values {
        counts[min(Int(axis.fraction(value) * Double(count)), count - 1)] += 1
      }
      return counts.map { Double($0) / Double(max(values.count, 1)) }
    }
  }
}
