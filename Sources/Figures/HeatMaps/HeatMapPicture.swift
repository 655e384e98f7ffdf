import Foundation
import Interchange
package import Misclassification
import Text

/// How often classes are taken for each other, of too many classes for names and numbers: a dot for
/// each cell, on a scale of logarithms, as few cells hold most images.
package enum HeatMapPicture {
  private static let side = 720.0
  /// More dots each way than this cannot be told apart; several classes then share one.
  private static let mostDots = 480

  /// - Parameter order: every class once, from the top and from the left.
  package static func draw(
    _ counts: ConfusionCounts, order: [Int], title: String
  ) -> SVG {
    let step = (order.count + mostDots - 1) / mostDots
    let count = (order.count + step - 1) / step
    let dots = dots(counts, order, step, count)
    let top = max(dots.max() ?? 0, 1)
    let picture = PNG.dataURI(
      PNG.encoded(width: count, height: count, pixels: pixels(dots, count, top)))
    let grid = Frame(x: 96, y: 112, width: side, height: side)
    var svg = SVG(width: grid.x + side + 120, height: grid.y + side + 40, title: title)
    svg.text(title, SVG.margin, 32, size: 18, bold: true)
    svg.text(
      "\(TypesetNumber.counted(counts.totalErrors, "error")) in "
        + "\(TypesetNumber.counted(counts.totalImages, "image")), "
        + "\(TypesetNumber.grouped(order.count)) classes, those alike side by side"
        + (step > 1 ? "; a dot is \(step) x \(step) classes" : "")
        + "; grey: none, or right",
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
    for tick in Axis(from: 0, to: Double(order.count), about: 10, areWhole: true).ticks
    where tick < Double(order.count) {
      let place = (tick + 0.5) / Double(order.count) * side
      svg.text(Figure.coordinate(tick), grid.x + place, grid.y - 8, size: 11, anchor: .middle)
      svg.text(Figure.coordinate(tick), grid.x - 8, grid.y + place + 4, size: 11, anchor: .end)
    }
    drawColours(&svg, Frame(x: grid.x + side + 22, y: grid.y, width: 16, height: 420), top)
    return svg
  }

  /// The misclassified images of each dot, row by row.
  private static func dots(
    _ counts: ConfusionCounts, _ order: [Int], _ step: Int, _ count: Int
  ) -> [Int] {
    var places = [Int](repeating: 0, count: counts.classCount)
    for (place, label) in order.enumerated() { places[label] = place / step }
    var dots = [Int](repeating: 0, count: count * count)
    for confusion in counts.confusions {
      dots[places[confusion.label] * count + places[confusion.predicted]] += confusion.count
    }
    return dots
  }

  private static func pixels(_ dots: [Int], _ count: Int, _ top: Int) -> [UInt8] {
    let empty = Colour(0xE4E7EC)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * dots.count)
    for images in dots {
      let colour = images == 0 ? empty : ColourRamp.blueToYellow[share(images, of: top)]
      pixels += [colour.red, colour.green, colour.blue]
    }
    return pixels
  }

  /// On the scale of logarithms, from 1 image to `top`.
  private static func share(_ images: Int, of top: Int) -> Double {
    top > 1 ? log(Double(images)) / log(Double(top)) : 1
  }

  private static func drawColours(_ svg: inout SVG, _ bar: Frame, _ top: Int) {
    svg.ramp(bar)
    svg.text("images", bar.x, bar.y - 10, size: 12, opacity: 0.72)
    var marks = [1]
    for factor in [2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000] where factor < top {
      marks.append(factor)
    }
    if top > 1 { marks.append(top) }
    var last = Double.infinity
    for mark in marks {
      let y = bar.y + bar.height * (1 - share(mark, of: top))
      // Marks that would meet the one before, or the last, are left out.
      if last - y < 15 || (mark != top && y - bar.y < 15) { continue }
      last = y
      svg.line(bar.x + bar.width, y, bar.x + bar.width + 4, y, opacity: 0.6)
      svg.text(TypesetNumber.grouped(mark), bar.x + bar.width + 8, y + 4, size: 11.5)
    }
  }
}
