/// The average of a rate over models, and how far the models lie apart.
package struct Spread: Codable, Sendable, Equatable {
  package let mean: Double
  /// The root of the population variance: the mean of squared differences from the mean.
  package let deviation: Double
  package let smallest: Double
  package let largest: Double
  /// How many models have the rate.
  package let models: Int

  /// Nil without values.
  ///
  /// The paper's equations 7 and 8 lack the division by the number of values; here it stands.
  init?(_ values: [Double]) {
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    self.smallest = smallest
    self.largest = largest
    models = values.count
  }
}

/// u_i and v_j|i averaged over models, each model counting alike.
package struct MeanRates: Sendable {
  private let counts: [ConfusionCounts]
  private let images: [[Int]]
  private let errors: [[Int]]

  /// - Precondition: at least one table, all of the same classes.
  package init(_ counts: [ConfusionCounts]) {
    precondition(!counts.isEmpty && counts.allSatisfy { $0.classCount == counts[0].classCount })
    self.counts = counts
    images = counts.map(\.images)
    errors = counts.map(\.errors)
  }

  package var classCount: Int { counts[0].classCount }
  package var modelCount: Int { counts.count }

  /// u of a class over the models that saw images of it; nil where none did.
  package func u(_ label: Int) -> Spread? {
    Spread(
      counts.indices.filter { images[$0][label] > 0 }.map {
        Double(errors[$0][label]) / Double(images[$0][label])
      })
  }

  /// v of a cell over the models that have errors in its row; nil where none has, and on the
  /// diagonal.
  package func v(_ label: Int, _ predicted: Int) -> Spread? {
    if label == predicted { return nil }
    return Spread(
      counts.indices.filter { errors[$0][label] > 0 }.map {
        Double(counts[$0][label, predicted]) / Double(errors[$0][label])
      })
  }
}
