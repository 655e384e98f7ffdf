import Datasets
import Explanations
import Figures
import Interchange
import Terminal

/// An erasure image by image: as a table and as a picture.
enum ErasureListing {
  /// `erasure.csv`: the misclassified images, or all.
  static func csv(_ result: ErasureResult, causes: [String]?, all: Bool) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(
      (result.rows.first?.columns ?? []) + (causes == nil ? [] : ["planted_cause"]))
    for (place, row) in result.rows.enumerated() where all || row.before != row.label {
      writer.record(row.fields + (causes.map { [$0[place]] } ?? []))
    }
    return writer.bytes
  }

  /// `sheet.png`: the images whose pixels the result holds.
  static func sheet(_ result: ErasureResult, of set: ImageSet, causes: [String]?) -> PixelCanvas {
    let rows = Dictionary(uniqueKeysWithValues: result.rows.map { ($0.index, $0) })
    let items = result.kept.compactMap { kept in
      rows[kept.index].map { row in
        ExplanationSheet.Erased(
          explained: ExplanationSheet.Explained(
            image: kept.index, map: kept.map,
            caption: caption(row, set.classNames, cause: causes?[kept.index])),
          mask: kept.treatment.mask.pixels, pixels: kept.treatment.pixels)
      }
    }
    return ExplanationSheet.erasure(
      items, of: set.images,
      caption: [
        "number: true class; predicted before → after, what came of it, "
          + "the true class's probability before → after"
          + (causes == nil ? "" : "; planted cause")
      ])
  }

  private static func caption(
    _ row: ErasureRow, _ classNames: [String], cause: String?
  ) -> [String] {
    let treatment = row.treatment
    let planted = cause.map { "; \($0)" } ?? ""
    let (before, after) = (row.trueClass.probability, treatment.trueClass.probability)
    return [
      "\(row.index): \(classNames[row.label]); \(classNames[row.before]) → "
        + classNames[treatment.after],
      "\(row.fate.rawValue), \(NumberText.fixed(before, decimals: 2)) → "
        + NumberText.fixed(after, decimals: 2) + planted,
    ]
  }
}
