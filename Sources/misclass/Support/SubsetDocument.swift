import Datasets
import Explanations
import Terminal

/// What `sis` did and what came of it: the content of `summary.json`.
struct SubsetDocument: Codable {
  struct Settings: Codable {
    var model: String
    var data: String
    var split: String
    /// What is counted over; written out, since the choice may hang on the model.
    var images: [Int]
    var selection: SubsetSearch.Selection
    var threshold: Double
    var baseline: MaskingBaseline
    var target: String
    var subsets: Int
    var keep: Double
    var seed: UInt64

    init(
      _ arguments: Arguments, options: SubsetSearch.Options, keep: Double, indices: [Int]
    ) throws {
      model = try arguments.modelText()
      data = try arguments.dataSource().description
      split = try arguments.split().rawValue
      images = indices
      selection = options.selection
      threshold = options.threshold
      baseline = options.baseline
      target = options.target.description
      subsets = options.limit
      self.keep = keep
      seed = try arguments.seed()
    }
  }

  let settings: Settings
  let summary: SubsetSummary
  /// The kept pixels classified again, the search's own ground first, then the controls.
  let reduced: [ReducedScores]
}
