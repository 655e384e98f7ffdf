import Datasets
import Explanations
import Terminal

/// What was done and what came of it: the content of `summary.json`.
struct ErasureDocument: Encodable {
  struct Settings: Encodable {
    var model: String
    var data: String
    var split: String
    var method: String
    var top: Double
    var box: String
    var fill: String
    var spare: String?
    /// Whether the spared pixels are known only because the data were drawn.
    var spareIsOracle: Bool
    var neverTouch: Bool
    var controlDraws: Int
    var seed: UInt64
  }

  let settings: Settings
  let totals: ErasureSummary
  /// Nil where the data do not know their causes.
  let byPlantedCause: [ErasureGroup]?

  init(settings: Settings, totals: ErasureSummary, byPlantedCause: [ErasureGroup]?) {
    self.settings = settings
    self.totals = totals
    self.byPlantedCause = byPlantedCause
  }

  init(
    _ arguments: Arguments, data: ErasureData, options: ErasureExperiment.Options,
    result: ErasureResult
  ) throws {
    self.init(
      settings: Settings(
        model: try arguments.value("model", .string),
        data: try arguments.dataSource().description, split: try arguments.split().rawValue,
        options: options, spare: try arguments.value(ifGiven: "spare", .string),
        spareIsOracle: data.sparesByOracle),
      totals: result.summary, byPlantedCause: try data.causes.map { try result.groups($0) })
  }
}

extension ErasureDocument.Settings {
  init(
    model: String, data: String, split: String, options: ErasureExperiment.Options,
    spare: String?, spareIsOracle: Bool
  ) {
    self.init(
      model: model, data: data, split: split, method: options.method.name,
      top: options.selection.fraction, box: options.box.description, fill: options.fill.rawValue,
      spare: spare, spareIsOracle: spareIsOracle,
      neverTouch: options.sparing?.neverTouch ?? false, controlDraws: options.controlDraws,
      seed: options.seed)
  }
}
