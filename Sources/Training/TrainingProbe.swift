/// Something that is measured of a network after each epoch, beside loss and accuracy.
package struct TrainingProbe {
  /// Given the scores of the weights that the run is for: columns of `metrics.csv`, always the same.
  package let measure: (Scorer) throws -> [EpochMetrics.Probed]

  package init(measure: @escaping (Scorer) throws -> [EpochMetrics.Probed]) {
    self.measure = measure
  }
}
