package import Misclassification
import Text

/// The heat maps of several models: their mean at large, then each, in the same colours.
package enum HeatMapSheet {
  private static let widest = 1760.0

  /// - Precondition: at least one table, a name for each, and a name for each class.
  package static func draw(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String],
    title: String = HeatMapFigure.usualTitle
  ) -> SVG {
    precondition(counts.count == modelNames.count)
    if classNames.count <= HeatMapFigure.largestGrid {
      return draw(
        counts.map { ShownConfusions($0, classNames: classNames) }, modelNames: modelNames,
        title: title)
    }
    // Too many classes for names: one picture below the other, all in one order.
    let order = LikenessOrder.of(ConfusionCounts.sum(of: counts))
    let pictures = zip(counts, modelNames).map { counts, name in
      HeatMapPicture.draw(counts, order: order, title: modelNames.count > 1 ? name : title)
    }
    return pictures.count == 1 ? pictures[0] : SVG.grid(pictures, title: title, widest: widest)
  }

  /// - Precondition: at least one table, a name for each, all of the same rows, at most as many as
  ///   a heat map with names holds.
  package static func draw(
    _ shown: [ShownConfusions], modelNames: [String], title: String = HeatMapFigure.usualTitle
  ) -> SVG {
    precondition(shown.count == modelNames.count)
    if shown.count == 1 { return HeatMapFigure.draw(shown[0], title: title) }
    let mean = HeatMapFigure.draw(mean: shown, title: title)
    let each = small(shown, modelNames: modelNames)
    return SVG.column([mean, SVG.grid(each, title: title, widest: widest)], title: title)
  }

  /// Each model's heat map, small, all in the same colours.
  package static func small(
    _ shown: [ShownConfusions], modelNames: [String],
    link: @escaping HeatMapFigure.Link = { _, _ in nil }
  ) -> [SVG] {
    let contents = shown.map { HeatMapContent($0) }
    let top = HeatMapFigure.top(of: contents.map(\.largest).max() ?? 0)
    return zip(zip(contents, shown), modelNames).map { pair, name in
      var content = pair.0
      let (errors, images) = (pair.1.totalErrors, pair.1.totalImages)
      content.subtitle =
        TypesetNumber.counted(errors, "error")
        + (images == 0 ? "" : ", " + TypesetNumber.percent(Double(errors) / Double(images), 2))
      return HeatMapFigure(
        content, title: name, detail: .small, top: top,
        link: HeatMapFigure.linked(link, pair.1)
      ).draw()
    }
  }
}
