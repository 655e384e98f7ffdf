/// How many images of each true class were predicted as each class: n_ij.
package struct ConfusionCounts: Sendable, Equatable {
  package let classCount: Int
  /// classes x classes, rows true, columns predicted, row-major.
  package private(set) var counts: [Int]

  /// - Throws: `MisclassificationError` where the lists differ in length or name a class that does
  ///   not exist.
  package init(labels: [Int], predicted: [Int], classCount: Int) throws {
    guard (1...ClassLimit.count).contains(classCount) else {
      throw MisclassificationError.classCount(classCount)
    }
    guard labels.count == predicted.count else {
      throw MisclassificationError.countMismatch(
        what: "labels", expected: predicted.count, found: labels.count, source: "labels")
    }
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
    let classes = 0..<classCount
    for (position, (label, prediction)) in zip(labels, predicted).enumerated() {
      guard classes.contains(label) else {
        throw MisclassificationError.classOutOfRange(
          what: "label", position: position, value: label, classCount: classCount)
      }
      guard classes.contains(prediction) else {
        throw MisclassificationError.classOutOfRange(
          what: "prediction", position: position, value: prediction, classCount: classCount)
      }
      counts[label * classCount + prediction] += 1
    }
  }

  /// Counts predictions that have labels.
  ///
  /// - Parameter classCount: nil for the fewest classes that hold every label and prediction.
  package init(_ predictions: Predictions, classCount: Int? = nil) throws {
    guard let labels = predictions.labels else {
      throw MisclassificationError.labelsMissing(source: predictions.source)
    }
    try self.init(
      labels: labels, predicted: predictions.predicted,
      classCount: classCount ?? predictions.observedClassCount)
  }

  /// A table that is already counted.
  ///
  /// - Throws: `MisclassificationError` where the table is not square or holds a negative count.
  package init(table: [[Int]]) throws {
    guard (1...ClassLimit.count).contains(table.count) else {
      throw MisclassificationError.classCount(table.count)
    }
    for row in table {
      guard row.count == table.count, row.allSatisfy({ $0 >= 0 }) else {
        throw MisclassificationError.countMismatch(
          what: "counts of 0 or above in each row", expected: table.count,
          found: row.count { $0 >= 0 }, source: "confusion table")
      }
    }
    classCount = table.count
    counts = table.flatMap { $0 }
  }

  /// Both tables' images in one.
  ///
  /// - Precondition: the same classes.
  func adding(_ other: ConfusionCounts) -> ConfusionCounts {
    precondition(classCount == other.classCount)
    var sum = self
    for (cell, count) in other.counts.enumerated() { sum.counts[cell] += count }
    return sum
  }

  /// n_ij.
  package subscript(label: Int, predicted: Int) -> Int { counts[label * classCount + predicted] }

  /// The rows as lists.
  package var table: [[Int]] {
    (0..<classCount).map { Array(counts[$0 * classCount..<($0 + 1) * classCount]) }
  }

  /// Images of each true class.
  package var images: [Int] { table.map { $0.reduce(0, +) } }

  /// Misclassified images of each true class.
  package var errors: [Int] {
    zip(images, 0..<classCount).map { images, label in images - self[label, label] }
  }

  package var totalImages: Int { counts.reduce(0, +) }
  package var totalErrors: Int { errors.reduce(0, +) }

  /// The share of images predicted right, or nil without images.
  package var accuracy: Double? {
    let total = totalImages
    return total == 0 ? nil : Double(total - totalErrors) / Double(total)
  }

  /// u_i, the share of the images of class i that are misclassified; nil for a class without
  /// images. "Causal Explanations of Image Misclassifications", equation 1.
  package var misclassificationRates: [Double?] {
    zip(errors, images).map { errors, images in
      images == 0 ? nil : Double(errors) / Double(images)
    }
  }

  /// v_j|i, the share of the misclassified images of class i that are predicted as j.
  ///
  /// Rows i, columns j; nil on the diagonal and in a row without errors. Every other row adds up
  /// to 1. "Causal Explanations of Image Misclassifications", equation 2.
  package var conditionalRates: [[Double?]] {
    let errors = self.errors
    return (0..<classCount).map { label in
      (0..<classCount).map { predicted in
        label == predicted || errors[label] == 0
          ? nil : Double(self[label, predicted]) / Double(errors[label])
      }
    }
  }

  /// The cells off the diagonal that hold images, most first; equal ones in row-major order.
  package var largestConfusions: [(label: Int, predicted: Int, count: Int)] {
    counts.indices
      .map { (label: $0 / classCount, predicted: $0 % classCount, count: counts[$0]) }
      .filter { $0.label != $0.predicted && $0.count > 0 }
      .sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
  }
}
