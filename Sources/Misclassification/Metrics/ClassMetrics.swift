/// How well a class is found: precision, recall and F1, as scikit-learn defines them.
package struct ClassMetrics: Sendable, Equatable, Encodable {
  package let name: String
  /// Images of the class.
  package let images: Int
  /// Images that are taken for the class, rightly or not.
  package let takenFor: Int
  /// Of the images taken for the class, the share that is of it; nil where there are none.
  package let precision: Double?
  /// Of the images of the class, the share that is taken for it; nil where there are none.
  package let recall: Double?
  /// The harmonic mean of both: 2 right / (images + takenFor); nil where both are 0.
  package let f1: Double?

  init(_ counts: ConfusionCounts, label: Int, takenFor: Int, name: String) {
    let right = Double(counts[label, label])
    let images = counts.images[label]
    self.name = name
    self.images = images
    self.takenFor = takenFor
    precision = takenFor == 0 ? nil : right / Double(takenFor)
    recall = images == 0 ? nil : right / Double(images)
    f1 = images + takenFor == 0 ? nil : 2 * right / Double(images + takenFor)
  }

  /// Of each class, in their order.
  ///
  /// - Precondition: a name for each class.
  package static func all(_ counts: ConfusionCounts, classNames: [String]) -> [ClassMetrics] {
    precondition(classNames.count == counts.classCount)
    let takenFor = counts.takenFor
    return classNames.enumerated().map { label, name in
      ClassMetrics(counts, label: label, takenFor: takenFor[label], name: name)
    }
  }
}
