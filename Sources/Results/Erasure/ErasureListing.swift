package import Datasets
package import Explanations
package import Figures
import Images
import Interchange
import Text

/// An erasure image by image: as a table and as a picture.
package enum ErasureListing {
  /// Writes `erasure.csv`: the misclassified images, or all.
  ///
  /// - Parameter names: of the images, where they have any.
  package static func writeTable(
    _ result: ErasureResult, names: NameList?, causes: [String]?, all: Bool, to path: String
  ) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      let columns = result.rows.first?.columns ?? []
      writer.record(
        columns.prefix(1) + (names == nil ? [] : ["file"]) + columns.dropFirst()
          + (causes == nil ? [] : ["planted_cause"]))
      for (place, row) in result.rows.enumerated() where all || row.predicted != row.label {
        writer.record(
          row.fields.prefix(1) + (names.map { [$0[place]] } ?? []) + row.fields.dropFirst()
            + (causes.map { [$0[place]] } ?? []))
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
    let (rows, places) = (result.rows, result.placesOfKept)
    let shown = result.kept.compactMap { kept in
      places[kept.index].map { (kept: kept, place: $0) }
    }.filter { limit == .max || rows[$0.place].isError }.prefix(limit)
    let chosen = shown.map(\.place)
    let view = onOriginals ? try OriginalView(of: set, chosen) : nil
    let items = shown.enumerated().map { number, shown in
      let treatment = shown.kept.treatment
      return ExplanationSheet.Erased(
        explained: ExplanationSheet.Explained(
          image: number, map: view?.map(shown.kept.map, of: number) ?? shown.kept.map,
          caption: caption(rows[shown.place], set, shown.place, cause: causes?[shown.place])),
        mask: view?.mask(treatment.mask.pixels, of: number) ?? treatment.mask.pixels,
        pixels: view?.replaced(treatment.pixels, where: treatment.mask.pixels, of: number)
          ?? treatment.pixels)
    }
    return ExplanationSheet.erasure(
      items, of: try view?.pictures ?? set.images.load(chosen),
      caption: [
        (set.names == nil ? "number" : "file")
          + ": true class; predicted before → after, what came of it, "
          + "the true class's probability before → after"
          + (causes == nil ? "" : "; planted cause")
      ])
  }

  /// `figure-INDEX.svg`: image, saliency, boxes and what is left, with classes and probabilities.
  package static func figures(
    _ result: ErasureResult, _ indices: Set<Int>, of set: ImageSet
  ) throws -> [(index: Int, figure: SVG)] {
    let places = result.placesOfKept
    return try result.kept.filter { indices.contains($0.index) }.compactMap { kept in
      try places[kept.index].map {
        (kept.index, try figure(kept, result.rows[$0], set, $0).draw())
      }
    }
  }

  private static func figure(
    _ kept: KeptErasure, _ row: ErasureRow, _ set: ImageSet, _ place: Int
  ) throws -> ExplanationFigure {
    let (names, treatment) = (set.classNames, row.treatment)
    let (height, width) = (set.images.height, set.images.width)
    let image = try set.images.load([place])
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
      title: "\(set.names?[place] ?? "Image \(row.index)"): \(names[row.label]), "
        + row.fate.rawValue,
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
    _ row: ErasureRow, _ set: ImageSet, _ place: Int, cause: String?
  ) -> [String] {
    let classNames = set.classNames
    let treatment = row.treatment
    let planted = cause.map { "; \($0)" } ?? ""
    let (before, after) = (row.trueClassScore.probability, treatment.trueClassScore.probability)
    return [
      "\(set.names?[place] ?? "\(row.index)"): \(classNames[row.label]); "
        + "\(classNames[row.predicted]) → "
        + classNames[treatment.predicted],
      "\(row.fate.rawValue), \(NumberText.fixed(before, decimals: 2)) → "
        + NumberText.fixed(after, decimals: 2) + planted,
    ]
  }
}
