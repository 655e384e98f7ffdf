/// The figures of a confusion table, for JSON.
package struct ConfusionSummary: Codable, Sendable, Equatable {
  package struct ClassRates: Codable, Sendable, Equatable {
    package var name: String
    package var images: Int
    package var errors: Int
    /// u_i, equation 1; null in JSON for a class without images.
    package var u: Double?

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(images, forKey: .images)
      try container.encode(errors, forKey: .errors)
      try container.encode(u, forKey: .u)
    }
  }

  package var images: Int
  package var errors: Int
  /// Absent without images.
  package var accuracy: Double?
  package var classes: [ClassRates]
  /// n_ij, rows true, columns predicted.
  package var counts: [[Int]]
  /// v_j|i, equation 2; null on the diagonal and in a row without errors.
  package var conditionalRates: [[Double?]]

  /// - Precondition: one name per class.
  package init(_ counts: ConfusionCounts, classNames: [String]) {
    precondition(classNames.count == counts.classCount)
    images = counts.totalImages
    errors = counts.totalErrors
    accuracy = counts.accuracy
    let (perClass, wrong, rates) = (counts.images, counts.errors, counts.misclassificationRates)
    classes = classNames.indices.map {
      ClassRates(name: classNames[$0], images: perClass[$0], errors: wrong[$0], u: rates[$0])
    }
    self.counts = counts.table
    conditionalRates = counts.conditionalRates
  }
}
