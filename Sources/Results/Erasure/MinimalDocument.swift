package import Datasets
package import Explanations
package import Figures
import Images
import Interchange
import Text

/// How much had to be erased to turn mistakes, for `summary.json` and for a person.
package struct MinimalDocument: Encodable, CustomStringConvertible {
  package let method: String
  package let mistakes: Int
  package let saliency: ErasureSizes
  package let random: ErasureSizes
  package let pixelsPerImage: Int

  package init(
    method: String, rows: [MinimalErasure.Row], control: [MinimalErasure.Row],
    pixelsPerImage: Int
  ) {
    self.method = method
    mistakes = rows.count
    saliency = ErasureSizes(of: rows)
    random = ErasureSizes(of: control)
    self.pixelsPerImage = pixelsPerImage
  }

  package var description: String {
    var table = TextTable([
      .words("pixels erased"), .numbers("turned"), .numbers("10 %"), .numbers("25 %"),
      .numbers("median"), .numbers("75 %"), .numbers("90 %"),
    ])
    for (name, sizes) in [(method, saliency), ("boxes in random order", random)] {
      table.row(
        [name, "\(sizes.turned) of \(mistakes)"]
          + [0.1, 0.25, 0.5, 0.75, 0.9].map { share in
            sizes.pixels(quantile: share).map(String.init) ?? "-"
          })
    }
    return table.description
      + "(of \(pixelsPerImage) pixels; shares are of all mistakes, those that did not turn the "
      + "largest)\n"
  }

  /// Share of the mistakes that turn when no more than a part of the image is erased.
  package var figure: SVG {
    func series(_ name: String, _ sizes: ErasureSizes) -> CurveFigure.Series {
      CurveFigure.Series(
        name: name,
        points: (0...60).map { step in
          let share = Double(step) / 100
          return (x: Double(step), y: sizes.share(within: Int(share * Double(pixelsPerImage))))
        })
    }
    return CurveFigure(
      title: "Mistakes that turn", horizontal: "erased at most, % of the image", scale: .percent,
      series: [series("by saliency", saliency), series("at random", random)], isStepped: true
    ).draw()
  }

  package static func csv(_ rows: [MinimalErasure.Row], _ control: [MinimalErasure.Row]) -> [UInt8]
  {
    var writer = CSVWriter()
    writer.record([
      "index", "label", "before", "after", "boxes", "boxes_before_pruning", "pixels",
      "random_after", "random_boxes", "random_pixels",
    ])
    func text(_ value: Int?) -> String { value.map(String.init) ?? "" }
    for (row, other) in zip(rows, control) {
      writer.record([
        "\(row.index)", "\(row.label)", "\(row.before)", text(row.after), text(row.boxes),
        text(row.boxesAdded), text(row.pixels), text(other.after), text(other.boxes),
        text(other.pixels),
      ])
    }
    return writer.bytes
  }

  package static func sheet(
    _ found: (rows: [MinimalErasure.Row], kept: [KeptErasure]), _ set: ImageSet
  ) throws -> PixelCanvas {
    let rows = Dictionary(uniqueKeysWithValues: found.rows.map { ($0.index, $0) })
    let items = found.kept.enumerated().compactMap { place, kept in
      rows[kept.index].map { row in
        ExplanationSheet.Erased(
          explained: ExplanationSheet.Explained(
            image: place, map: kept.map,
            caption: [
              "\(set.names?[row.index] ?? "\(row.index)"): \(set.classNames[row.label]); "
                + "\(set.classNames[row.before]) → \(set.classNames[row.after ?? row.before])",
              "\(row.boxes ?? 0) \(row.boxes == 1 ? "box" : "boxes"), \(row.pixels ?? 0) pixels",
            ]),
          mask: kept.treatment.mask.pixels, pixels: kept.treatment.pixels)
      }
    }
    return ExplanationSheet.erasure(
      items, of: try set.images.load(found.kept.map(\.index)),
      caption: ["number: true class; predicted before → after (only mistakes that turned)"])
  }
}
