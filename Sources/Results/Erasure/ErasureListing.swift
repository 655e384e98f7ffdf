package import Datasets
package import Explanations
package import Figures
import Images
import Interchange
import Text

/// An erasure image by image: as a table and as a picture.
package enum ErasureListing {
  /// Writes `erasure.csv`: the misclassified images, or all.
  package static func writeTable(
    _ result: ErasureResult, causes: [String]?, all: Bool, to path: String
  ) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      writer.record(
        (result.rows.first?.columns ?? []) + (causes == nil ? [] : ["planted_cause"]))
      for (place, row) in result.rows.enumerated() where all || row.predicted != row.label {
        writer.record(row.fields + (causes.map { [$0[place]] } ?? []))
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      try sink.write(writer.drain())
    }
  }

  /// `sheet.png`: the images whose pixels the result holds.
  ///
  /// - Parameters:
  ///   - limit: at most so many, of those that were wrong before.
  ///   - onOriginals: shows pictures as they are in their files.
  package static func sheet(
    _ result: ErasureResult, of set: ImageSet, causes: [String]?, limit: Int = .max,
    onOriginals: Bool = false
  ) throws -> PixelCanvas {
    let rows = result.rowsOfKept
    let shown = result.kept.filter { limit == .max || rows[$0.index]?.isError == true }
      .prefix(limit)
    let places = shown.map(\.index)
    let view = onOriginals ? try OriginalView(of: set, places) : nil
    let items = shown.enumerated().compactMap { place, kept in
      rows[kept.index].map { row in
        ExplanationSheet.Erased(
          explained: ExplanationSheet.Explained(
            image: place, map: view?.map(kept.map, of: place) ?? kept.map,
            caption: caption(row, set.classNames, cause: causes?[kept.index])),
          mask: view?.mask(kept.treatment.mask.pixels, of: place) ?? kept.treatment.mask.pixels,
          pixels: view?.replaced(
            kept.treatment.pixels, where: kept.treatment.mask.pixels, of: place)
            ?? kept.treatment.pixels)
      }
    }
    return ExplanationSheet.erasure(
      items, of: try view?.pictures ?? set.images.load(places),
      caption: [
        "number: true class; predicted before → after, what came of it, "
          + "the true class's probability before → after"
          + (causes == nil ? "" : "; planted cause")
      ])
  }

  /// `figure-INDEX.svg`: image, saliency, boxes and what is left, with classes and probabilities.
  package static func figures(
    _ result: ErasureResult, _ indices: Set<Int>, of set: ImageSet
  ) throws -> [(index: Int, figure: SVG)] {
    let rows = result.rowsOfKept
    return try result.kept.filter { indices.contains($0.index) }.compactMap { kept in
      try rows[kept.index].map { (kept.index, try figure(kept, $0, set).draw()) }
    }
  }

  private static func figure(
    _ kept: KeptErasure, _ row: ErasureRow, _ set: ImageSet
  ) throws -> ExplanationFigure {
    let (names, treatment) = (set.classNames, row.treatment)
    let (height, width) = (set.images.height, set.images.width)
    let image = try set.images.load([kept.index])
    let scale = PixelCanvas.dots(for: image, most: 5)
    let original = PixelCanvas(image, image: 0, scale: scale)
    var boxes = original
    boxes.outline(mask: kept.treatment.mask.pixels, scale: scale, Colour(0xFFE14D))
    let erased = PixelCanvas(
      ByteImages(count: 1, height: height, width: width, pixels: kept.treatment.pixels), image: 0,
      scale: scale)
    func score(_ label: Int, _ score: ClassScore) -> String {
      "\(names[label]) \(NumberText.fixed(score.probability, decimals: 3)), logit "
        + NumberText.fixed(Double(score.logit), decimals: 2)
    }
    func scores(_ own: ClassScore, _ before: ClassScore) -> [String] {
      [score(row.label, own)]
        + (row.predicted == row.label ? [] : [score(row.predicted, before)])
    }
    let share = Double(treatment.erasedPixels) / Double(height * width)
    return ExplanationFigure(
      title: "Image \(row.index): \(names[row.label]), \(row.fate.rawValue)",
      rows: [
        [
          .init(
            title: "as it is: \(names[row.predicted])", picture: original,
            lines: scores(row.trueClassScore, row.predictedScore)),
          .init(
            title: "saliency",
            picture: PixelCanvas(map: kept.map, height: height, width: width, scale: scale),
            lines: row.mapFault.map { ["the map is \($0.rawValue)"] } ?? []),
          .init(
            title: "boxes", picture: boxes,
            lines: [NumberText.percent(share, decimals: 1) + " of the image"]),
          .init(
            title: "erased: \(names[treatment.predicted])", picture: erased,
            lines: scores(treatment.trueClassScore, treatment.formerClassScore)),
        ]
      ])
  }

  private static func caption(
    _ row: ErasureRow, _ classNames: [String], cause: String?
  ) -> [String] {
    let treatment = row.treatment
    let planted = cause.map { "; \($0)" } ?? ""
    let (before, after) = (row.trueClassScore.probability, treatment.trueClassScore.probability)
    return [
      "\(row.index): \(classNames[row.label]); \(classNames[row.predicted]) → "
        + classNames[treatment.predicted],
      "\(row.fate.rawValue), \(NumberText.fixed(before, decimals: 2)) → "
        + NumberText.fixed(after, decimals: 2) + planted,
    ]
  }
}
