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
  private let images: [[Int]]
  private let errors: [[Int]]
  /// n_ij of a model; nil where there is no rate.
  private let cell: @Sendable (_ model: Int, _ label: Int, _ predicted: Int) -> Int?
  package let classCount: Int

  /// - Precondition: at least one table, all of the same classes.
  package init(_ counts: [ConfusionCounts]) {
    precondition(!counts.isEmpty && counts.allSatisfy { $0.classCount == counts[0].classCount })
    images = counts.map(\.images)
    errors = counts.map(\.errors)
    classCount = counts[0].classCount
    cell = { $1 == $2 ? nil : counts[$0][$1, $2] }
  }

  /// - Precondition: at least one table, all of the same rows.
  package init(_ shown: [ShownConfusions]) {
    precondition(!shown.isEmpty && shown.allSatisfy { $0.names == shown[0].names })
    images = shown.map(\.images)
    errors = shown.map(\.errors)
    classCount = shown[0].names.count
    cell = { shown[$0][$1, $2] }
  }

  package var modelCount: Int { images.count }

  /// u of a class over the models that saw images of it; nil where none did.
  package func u(_ label: Int) -> Spread? {
    Spread(
      images.indices.filter { images[$0][label] > 0 }.map {
        Double(errors[$0][label]) / Double(images[$0][label])
      })
  }

  /// v of a cell over the models that have errors in its row; nil where none has, and on the
  /// diagonal.
  package func v(_ label: Int, _ predicted: Int) -> Spread? {
    Spread(
      images.indices.compactMap { model in
        if errors[model][label] == 0 { return nil }
        return cell(model, label, predicted).map { Double($0) / Double(errors[model][label]) }
      })
  }
}
