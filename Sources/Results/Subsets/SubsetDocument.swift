package import Datasets
package import Explanations
import Text

/// What `sis` did and what came of it: the content of `summary.json`.
package struct SubsetDocument: Codable {
  package struct Settings: Codable {
    package var model: String
    package var data: String
    package var split: String
    /// What is counted over; written out, since the choice may depend on the model.
    package var images: [Int]
    package var selection: SubsetSearch.Selection
    package var threshold: Double
    package var baseline: MaskingBaseline
    package var target: String
    package var subsets: Int
    package var keep: Double
    package var seed: UInt64

    package init(
      model: String, data: String, split: Split, options: SubsetSearch.Options, keep: Double,
      indices: [Int], seed: UInt64
    ) {
      self.model = model
      self.data = data
      self.split = split.rawValue
      images = indices
      selection = options.selection
      threshold = options.threshold
      baseline = options.baseline
      target = options.target.description
      subsets = options.limit
      self.keep = keep
      self.seed = seed
    }
  }

  package let settings: Settings
  package let summary: SubsetSummary
  /// The kept pixels classified again, the search's own ground first, then the controls.
  package let reduced: [ReducedScores]

  package init(settings: Settings, summary: SubsetSummary, reduced: [ReducedScores]) {
    self.settings = settings
    self.summary = summary
    self.reduced = reduced
  }
}
