package import Misclassification
import Text

/// The heat maps of several models: their mean at large, then each, in the same colours.
package enum HeatMapSheet {
  private static let widest = 1760.0

  /// - Precondition: at least one table, a name for each, and a name for each class.
  package static func draw(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String],
    title: String = "Where the errors of each class go"
  ) -> SVG {
    precondition(counts.count == modelNames.count)
    guard counts.count > 1, classNames.count <= HeatMapFigure.largestGrid else {
      // Too many classes for names: one picture below the other.
      let pictures = zip(counts, modelNames).map { counts, name in
        HeatMapFigure.draw(
          counts, classNames: classNames, title: modelNames.count > 1 ? name : title)
      }
      return pictures.count == 1 ? pictures[0] : SVG.grid(pictures, title: title, widest: widest)
    }
    let mean = HeatMapFigure.draw(mean: MeanRates(counts), classNames: classNames, title: title)
    let each = small(counts, modelNames: modelNames, classNames: classNames)
    return SVG.column([mean, SVG.grid(each, title: title, widest: widest)], title: title)
  }

  /// Each model's heat map, small, all in the same colours.
  package static func small(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String],
    link: @escaping HeatMapFigure.Link = { _, _ in nil }
  ) -> [SVG] {
    let contents = counts.map { HeatMapContent($0, classNames: classNames) }
    let top = HeatMapFigure.top(of: contents.map(\.largest).max() ?? 0)
    return zip(zip(contents, counts), modelNames).map { pair, name in
      var content = pair.0
      content.subtitle =
        TypesetNumber.counted(pair.1.totalErrors, "error")
        + (pair.1.errorRate.map { ", \(TypesetNumber.percent($0, 2))" } ?? "")
      return HeatMapFigure(content, title: name, detail: .small, top: top, link: link).draw()
    }
  }
}
