package import Datasets
package import Explanations
package import Figures
import Images
import Interchange
import Text

/// An erasure image by image: as a table and as a picture.
package enum ErasureListing {
  /// Counts images as they come and writes `erasure.csv` meanwhile: the misclassified ones, or all.
  ///
  /// - Parameters:
  ///   - set: the images.
  ///   - causes: planted, one for each image, where the data know them.
  ///   - body: hands every image of the set to what it is given, in their order.
  /// - Throws: what `body` throws; no table is left then.
  package static func count(
    _ set: ImageSet, causes: [String]?, all: Bool, table path: String,
    items body: (_ take: (ErasureItem) throws -> Void) throws -> Void
  ) throws -> ErasureResult {
    let names = set.names
    var result = try ErasureResult(
      of: set.count, pixelsPerImage: set.images.height * set.images.width, groups: causes)
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      var place = 0
      func header(_ columns: [String]) {
        writer.record(
          columns.prefix(1) + (names == nil ? [] : ["file"]) + columns.dropFirst()
            + (causes == nil ? [] : ["planted_cause"]))
      }
      try body { item in
        result.add(item)
        let row = item.row
        if place == 0 { header(row.columns) }
        defer { place += 1 }
        guard all || row.isError else { return }
        let fields = row.fields
        writer.record(
          fields.prefix(1) + (names.map { [$0[place]] } ?? []) + fields.dropFirst()
            + (causes.map { [$0[place]] } ?? []))
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      if place == 0 { header([]) }
      try sink.write(writer.drain())
    }
    return result
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
    let shown = result.shown.filter { limit == .max || $0.row.isError }.prefix(limit)
    let chosen = shown.map(\.place)
    let view = onOriginals ? try OriginalView(of: set, chosen) : nil
    let items = shown.enumerated().map { number, shown in
      let treatment = shown.kept.treatment
      return ExplanationSheet.Erased(
        explained: ExplanationSheet.Explained(
          image: number, map: view?.map(shown.kept.map, of: number) ?? shown.kept.map,
          caption: caption(shown.row, set, shown.place, cause: causes?[shown.place])),
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
    try result.shown.filter { indices.contains($0.row.index) }.map {
      ($0.row.index, try figure($0.kept, $0.row, set, $0.place).draw())
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
