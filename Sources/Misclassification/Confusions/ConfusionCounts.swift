/// How many images of each true class were predicted as each class: n_ij.
package struct ConfusionCounts: Sendable, Equatable {
  package let classCount: Int
  /// The cells that hold images, by true class x classes + predicted class; of many classes, few
  /// are ever taken for each other.
  private var cells: [Int: Int] = [:]
  /// Images of each true class.
  package private(set) var images: [Int]
  /// Misclassified images of each true class.
  package private(set) var errors: [Int]

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
    images = Array(repeating: 0, count: classCount)
    errors = images
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
      add(1, label, prediction)
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
    images = Array(repeating: 0, count: classCount)
    errors = images
    for (label, row) in table.enumerated() {
      for (predicted, count) in row.enumerated() where count > 0 { add(count, label, predicted) }
    }
  }

  private mutating func add(_ count: Int, _ label: Int, _ predicted: Int) {
    cells[label * classCount + predicted, default: 0] += count
    images[label] += count
    if label != predicted { errors[label] += count }
  }

  /// Both tables' images in one.
  ///
  /// - Precondition: the same classes.
  func adding(_ other: ConfusionCounts) -> ConfusionCounts {
    precondition(classCount == other.classCount)
    var sum = self
    for (cell, count) in other.cells {
      sum.add(count, cell / classCount, cell % classCount)
    }
    return sum
  }

  /// The same counts with class k as `places[k]`.
  ///
  /// - Precondition: each class once.
  func numbered(anew places: [Int]) -> ConfusionCounts {
    var moved = self
    moved.cells = [:]
    moved.images = Array(repeating: 0, count: classCount)
    moved.errors = moved.images
    for (cell, count) in cells {
      moved.add(count, places[cell / classCount], places[cell % classCount])
    }
    return moved
  }

  /// n_ij.
  package subscript(label: Int, predicted: Int) -> Int {
    cells[label * classCount + predicted] ?? 0
  }

  /// The rows as lists.
  package var table: [[Int]] {
    (0..<classCount).map { label in (0..<classCount).map { self[label, $0] } }
  }

  /// The cells off the diagonal that hold images, by true class, then predicted class.
  package var confusions: [(label: Int, predicted: Int, count: Int)] {
    cells.keys.sorted().compactMap { cell in
      let (label, predicted) = cell.quotientAndRemainder(dividingBy: classCount)
      return label == predicted ? nil : (label, predicted, cells[cell] ?? 0)
    }
  }

  /// How many images are taken for each class.
  package var takenFor: [Int] {
    cells.reduce(into: Array(repeating: 0, count: classCount)) {
      $0[$1.key % classCount] += $1.value
    }
  }

  package var totalImages: Int { images.reduce(0, +) }
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
    confusions
      .sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
  }
}
