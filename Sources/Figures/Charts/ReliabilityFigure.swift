package import Misclassification
import Text

/// The reliability diagram: how often a model is right among the images that it is so sure of, and
/// how many images these are (Guo et al. 2017, figure 1).
package enum ReliabilityFigure {
  /// What a temperature makes of the probabilities.
  package struct Scaled: Sendable {
    package let temperature: Double
    package let calibration: Calibration

    package init(temperature: Double, calibration: Calibration) {
      self.temperature = temperature
      self.calibration = calibration
    }
  }

  package static func draw(
    _ calibration: Calibration, scaled: Scaled?, title: String
  ) -> SVG {
    let plot = Frame(x: 76, y: 112, width: 340, height: 300)
    let below = Frame(x: plot.x, y: plot.y + plot.height + 22, width: plot.width, height: 56)
    var svg = SVG(width: plot.x + plot.width + 44, height: below.y + 106, title: title)
    svg.text(title, SVG.margin, 32, size: 16, bold: true)
    svg.text(Self.words("ECE", calibration), SVG.margin, 54, size: 12.5, opacity: 0.8)
    if let scaled {
      svg.text(
        Self.words(
          "at temperature \(TypesetNumber.fixed(scaled.temperature, 2))", scaled.calibration),
        SVG.margin, 72, size: 12.5, opacity: 0.8)
    }
    drawLegend(&svg, hasScaled: scaled != nil)
    drawAxes(&svg, plot)
    drawBars(&svg, calibration, plot)
    svg.line(plot.x, plot.y + plot.height, plot.x + plot.width, plot.y, width: 1.2, opacity: 0.6)
    if let scaled { drawPoints(&svg, scaled.calibration, plot) }
    drawImages(&svg, calibration, below)
    return svg
  }

  private static func words(_ what: String, _ calibration: Calibration) -> String {
    let ends = calibration.expectedErrorInterval.map { TypesetNumber.percent($0, 2) }
    return "\(what): \(TypesetNumber.percent(calibration.expectedError, 2))"
      + (ends.count == 2 ? ", 95\u{A0}% of resamples \(ends[0]) to \(ends[1])" : "")
  }

  private static func drawLegend(_ svg: inout SVG, hasScaled: Bool) {
    var x = SVG.margin + 4
    func add(_ text: String, _ draw: (inout SVG, Double) -> Void) {
      draw(&svg, x)
      svg.text(text, x + 20, 96, size: 12)
      x += 20 + SVG.estimatedWidth(text, size: 12) + 14
    }
    add("right") {
      $0.rectangle(Frame(x: $1, y: 86, width: 13, height: 11), fill: Palette[0], radius: 1)
    }
    add("mean confidence") { $0.line($1, 92, $1 + 14, 92, width: 2.4, stroke: Palette[4]) }
    if hasScaled { add("right, scaled") { $0.dot($1 + 7, 92, radius: 4, fill: Palette[1]) } }
  }

  private static func drawAxes(_ svg: inout SVG, _ plot: Frame) {
    for step in 0...5 {
      let share = Double(step) / 5
      let (x, y) = (plot.x + plot.width * share, plot.y + plot.height * (1 - share))
      svg.line(plot.x, y, plot.x + plot.width, y, opacity: step == 0 ? 0.5 : 0.14)
      svg.text(
        TypesetNumber.percent(share, 0), plot.x - 8, y + 4, size: 11.5, anchor: .end, opacity: 0.8)
      svg.text(
        TypesetNumber.percent(share, 0), x, plot.y + plot.height + 98, size: 11.5,
        anchor: .middle, opacity: 0.8)
    }
    svg.text(
      "share that is right", 30, plot.y + plot.height / 2, size: 12, anchor: .middle,
      opacity: 0.72, turned: -90)
    svg.text(
      "confidence: probability of the predicted class", plot.x + plot.width / 2,
      plot.y + plot.height + 118, size: 12, anchor: .middle, opacity: 0.72)
  }

  private static func drawBars(_ svg: inout SVG, _ calibration: Calibration, _ plot: Frame) {
    for bin in calibration.bins {
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
      let (left, width) = (plot.x + plot.width * bin.from, plot.width * (bin.to - bin.from))
      svg.rectangle(
        Frame(
          x: left + 0.75, y: plot.y + plot.height * (1 - accuracy), width: width - 1.5,
          height: plot.height * accuracy), fill: Palette[0], opacity: 0.85, radius: 1,
        note: "\(TypesetNumber.counted(bin.images, "image")), confidence "
          + "\(TypesetNumber.percent(confidence)), right \(TypesetNumber.percent(accuracy))")
      let y = plot.y + plot.height * (1 - min(confidence, 1))
      svg.line(left + 1, y, left + width - 1, y, width: 2.4, stroke: Palette[4])
    }
  }

  private static func drawPoints(_ svg: inout SVG, _ calibration: Calibration, _ plot: Frame) {
    for bin in calibration.bins {
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
      svg.dot(
        plot.x + plot.width * min(confidence, 1), plot.y + plot.height * (1 - accuracy), radius: 4,
        fill: Palette[1], opacity: 0.95,
        note: "scaled: \(TypesetNumber.counted(bin.images, "image")), confidence "
          + "\(TypesetNumber.percent(confidence)), right \(TypesetNumber.percent(accuracy))")
    }
  }

  /// How many images there are of each confidence.
  private static func drawImages(_ svg: inout SVG, _ calibration: Calibration, _ frame: Frame) {
    let most = max(calibration.bins.map(\.images).max() ?? 0, 1)
    for bin in calibration.bins where bin.images > 0 {
      let height = frame.height * Double(bin.images) / Double(most)
      svg.rectangle(
        Frame(
          x: frame.x + frame.width * bin.from + 0.75, y: frame.y + frame.height - height,
          width: frame.width * (bin.to - bin.from) - 1.5, height: height), fill: "currentColor",
        opacity: 0.4, radius: 1, note: TypesetNumber.counted(bin.images, "image"))
    }
    svg.line(
      frame.x, frame.y + frame.height, frame.x + frame.width, frame.y + frame.height, opacity: 0.5)
    svg.text(
      TypesetNumber.grouped(most), frame.x - 8, frame.y + 8, size: 11, anchor: .end, opacity: 0.8)
    svg.text(
      "images", frame.x - 8, frame.y + frame.height, size: 11, anchor: .end, opacity: 0.8)
  }
}
