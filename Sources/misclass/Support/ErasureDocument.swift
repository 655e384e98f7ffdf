import Datasets
import Explanations
import Terminal

/// What was done and what came of it: the content of `summary.json`.
struct ErasureDocument: Codable {
  struct Settings: Codable {
    var model: String
    var data: String
    var split: String
    var method: String
    var top: String
    var box: String
    var fill: String
    var spare: String?
    /// Whether the spared pixels are known to the data alone, and not from the image.
    var spareIsOracle: Bool
    var spareRule: String?
    var refill: Bool
    /// Whether the method looks at the true class, which nobody knows of an image to be corrected.
    var usesLabel: Bool
    var controlDraws: Int
    var seed: UInt64
  }

  let settings: Settings
  let totals: ErasureSummary
  /// Nil where the data do not know their causes.
  let byPlantedCause: [ErasureGroup]?
  /// The errors by true and predicted class, the most frequent first.
  let byEdge: [ErasureGroup]
  /// The images by how much of them was erased.
  let byErasedArea: [ErasureGroup]

  init(settings: Settings, result: ErasureResult, causes: [String]?, classNames: [String]) throws {
    self.settings = settings
    totals = result.summary
    byPlantedCause = try causes.map { try result.groups($0) }
    byEdge = result.edges(classNames: classNames)
    byErasedArea = result.areas
  }

  init(
    _ arguments: Arguments, data: ErasureData, options: ErasureExperiment.Options,
    result: ErasureResult
  ) throws {
    try self.init(
      settings: Settings(
        model: try arguments.value("model", .string),
        data: try arguments.dataSource().description, split: try arguments.split().rawValue,
        options: options, spare: try arguments.value(ifGiven: "spare", .string),
        spareIsOracle: data.sparesByOracle),
      result: result, causes: data.causes, classNames: data.set.classNames)
  }
}

extension ErasureDocument.Settings {
  init(
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
