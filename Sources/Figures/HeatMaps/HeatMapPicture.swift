import Interchange
import Misclassification
import Text

/// A heat map of v_j|i with too many classes for names and numbers: a dot for each cell.
enum HeatMapPicture {
  private static let side = 720.0

  static func draw(_ counts: ConfusionCounts, title: String) -> SVG {
    let count = counts.classCount
    let rates = counts.conditionalRates
    let top = HeatMapFigure.top(of: rates.joined().compactMap { $0 }.max() ?? 0)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * count * 3)
    let empty = Colour(0xC9CED6)
    for row in rates {
      for rate in row {
        let colour = rate.map { ColourRamp.blueToYellow[$0 / top] } ?? empty
        pixels += [colour.red, colour.green, colour.blue]
      }
    }
    let picture = PNG.dataURI(PNG.encoded(width: count, height: count, pixels: pixels))
    let grid = Frame(x: 96, y: 112, width: side, height: side)
    var svg = SVG(width: grid.x + side + 110, height: grid.y + side + 40, title: title)
    svg.text(title, SVG.margin, 32, size: 18, bold: true)
    svg.text(
      "\(TypesetNumber.counted(counts.totalErrors, "error")) in "
        + "\(TypesetNumber.counted(counts.totalImages, "image")), \(TypesetNumber.grouped(count)) "
        + "classes by their numbers; grey: no errors, or right",
      SVG.margin, 52, size: 13, opacity: 0.72)
    svg.add(
      "image",
      [
        "x": Figure.coordinate(grid.x), "y": Figure.coordinate(grid.y),
        "width": Figure.coordinate(side), "height": Figure.coordinate(side), "href": picture,
        "style": "image-rendering:pixelated",
      ])
    svg.text(
      "predicted class", grid.x + side / 2, grid.y - 28, size: 12, anchor: .middle, opacity: 0.72)
    svg.text(
      "true class", SVG.margin + 10, grid.y + side / 2, size: 12, anchor: .middle, opacity: 0.72,
      turned: -90)
    for tick in Axis(from: 0, to: Double(count), about: 10, areWhole: true).ticks
    where tick < Double(count) {
      let place = (tick + 0.5) / Double(count) * side
      svg.text(Figure.coordinate(tick), grid.x + place, grid.y - 8, size: 11, anchor: .middle)
      svg.text(Figure.coordinate(tick), grid.x - 8, grid.y + place + 4, size: 11, anchor: .end)
    }
    svg.colourBar(Frame(x: grid.x + side + 22, y: grid.y, width: 16, height: 420), top: top)
    return svg
  }
}
