/// The mistakes of a confusion table with some of its classes by name, in any order, and all others
/// as one.
package struct ShownConfusions: Sendable, Equatable {
  /// Of each row and column; where there are others, they come last.
  package let names: [String]
  /// The classes that are shown by name.
  package let shown: [Int]
  /// Images and misclassified images of each row.
  package let images: [Int]
  package let errors: [Int]
  /// Misclassified images by row and column. Those of the others that are taken for another class
  /// of the others stand on the diagonal.
  private let cells: [[Int]]

  /// - Parameter shown: different classes, at least one.
  /// - Precondition: a name for each class of the table.
  package init(_ counts: ConfusionCounts, classNames: [String], shown: [Int]) {
    precondition(classNames.count == counts.classCount && !shown.isEmpty)
    let rest = counts.classCount - shown.count
    let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let rows = shown.count + (rest > 0 ? 1 : 0)
    func row(_ label: Int) -> Int { places[label] ?? shown.count }
    var (images, errors) = ([Int](repeating: 0, count: rows), [Int](repeating: 0, count: rows))
    for (label, pair) in zip(counts.images, counts.errors).enumerated() {
      images[row(label)] += pair.0
      errors[row(label)] += pair.1
    }
    var cells = [[Int]](repeating: [Int](repeating: 0, count: rows), count: rows)
    for confusion in counts.confusions {
      cells[row(confusion.label)][row(confusion.predicted)] += confusion.count
    }
    self.shown = shown
    self.images = images
    self.errors = errors
    self.cells = cells
    names =
      shown.map { classNames[$0] }
      + (rest > 0 ? [rest == 1 ? "1 other class" : "\(rest) other classes"] : [])
  }

  /// Of all classes, as they are.
  package init(_ counts: ConfusionCounts, classNames: [String]) {
    self.init(counts, classNames: classNames, shown: Array(classNames.indices))
  }

  /// The row of all classes that are not shown by name.
  package var others: Int? { names.count > shown.count ? shown.count : nil }

  /// How many images of a row were wrongly taken for a column; nil on the diagonal, but for the
  /// others, which may be taken for each other.
  package subscript(row: Int, column: Int) -> Int? {
    row == column && row != others ? nil : cells[row][column]
  }

  package var totalImages: Int { images.reduce(0, +) }
  package var totalErrors: Int { errors.reduce(0, +) }
}

extension ConfusionCounts {
  /// The classes of the pairs that are taken for each other most, either way, as long as both still
  /// fit; where these are fewer, those with the most misclassified images besides.
  package func confusedClasses(_ count: Int) -> [Int] {
    var pairs: [Int: Int] = [:]
    for confusion in confusions {
      let (low, high) = (
        min(confusion.label, confusion.predicted), max(confusion.label, confusion.predicted)
      )
      pairs[low * classCount + high, default: 0] += confusion.count
    }
    var chosen: Set<Int> = []
    for (pair, _) in pairs.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let wider = chosen.union([pair / classCount, pair % classCount])
      if wider.count <= count { chosen = wider }
      if chosen.count >= count { break }
    }
    for label in worstClasses(count) where chosen.count < count { chosen.insert(label) }
    return chosen.sorted()
  }

  /// The classes with the most misclassified images, most first; of equals in their order.
  package func worstClasses(_ count: Int) -> [Int] {
    let errors = self.errors
    return Array(
      errors.indices.sorted { (errors[$1], $0) < (errors[$0], $1) }.prefix(max(count, 1)))
  }
}
