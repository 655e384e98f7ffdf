package import Models

/// Something that is measured of a network after each epoch, beside loss and accuracy.
package struct TrainingProbe {
  /// Given the scores of the weights that the run is for, and whether to stop: columns of
  /// `metrics.csv`, always the same; nil where it stopped.
  package typealias Measure = (Scorer, _ shouldStop: () -> Bool) throws -> [EpochMetrics.Probed]?

  package let measure: Measure

  package init(measure: @escaping Measure) {
    self.measure = measure
  }
}
