package import Models

/// Something that is measured of a network after each epoch, beside loss and accuracy.
package struct TrainingProbe {
  /// Given the scores of the weights that the run is for, and whether to stop: the columns
  /// of `metrics.csv`; nil where it stopped.
  package typealias Measure = (Scorer, _ shouldStop: () -> Bool) throws -> [EpochMetrics.Probed]?

  /// The columns that ``measure`` fills.
  package let columns: [String]
  /// Digest (SHA-256) of what is measured with, beyond the settings and images of the run.
  package let digest: String
  package let measure: Measure

  package init(columns: [String], digest: String, measure: @escaping Measure) {
    self.columns = columns
    self.digest = digest
    self.measure = measure
  }
}
