import Datasets
package import Explanations
import Text

/// What was done and what came of it: the content of `summary.json`.
package struct ErasureDocument: Codable {
  package struct Settings: Codable {
    package var model: String
    package var data: String
    package var split: String
    package var method: String
    package var top: String
    package var box: String
    package var fill: String
    package var spare: String?
    /// Whether the spared pixels are known to the data alone, and not from the image.
    package var spareIsOracle: Bool
    package var spareRule: String?
    package var refill: Bool
    /// Whether the method looks at the true class, which nobody knows of an image to be corrected.
    package var usesLabel: Bool
    package var controlDraws: Int
    package var seed: UInt64
  }

  package let settings: Settings
  package let totals: ErasureSummary
  /// Nil where the data do not know their causes.
  package let byPlantedCause: [ErasureGroup]?
  /// The errors by true and predicted class, the most frequent first.
  package let byEdge: [ErasureGroup]
  /// The images by how much of them was erased.
  package let byErasedArea: [ErasureGroup]

  /// - Parameter result: in groups by planted cause, where the data know it.
  package init(settings: Settings, result: ErasureResult, classNames: [String]) {
    self.settings = settings
    totals = result.summary
    byPlantedCause = result.groups
    byEdge = result.edges(classNames: classNames)
    byErasedArea = result.areas
  }
}

extension ErasureDocument.Settings {
  package init(
    model: String, data: String, split: String, options: ErasureExperiment.Options,
    spare: String?, spareIsOracle: Bool
  ) {
    self.init(
      model: model, data: data, split: split, method: options.method.name,
      top: options.selection.description, box: options.placement.description,
      fill: options.fill.rawValue,
      spare: spare, spareIsOracle: spareIsOracle,
      spareRule: options.sparing?.rule.rawValue, refill: options.sparing?.refills ?? false,
      usesLabel: options.method.usesLabel, controlDraws: options.controlDraws,
      seed: options.seed)
  }
}
