import Interchange

/// A confusion matrix that another program has counted: rows are true classes, columns predicted
/// ones.
struct ConfusionMatrix: Sendable, Equatable {
  let source: String
  /// Nil where the file numbers its classes, or says nothing of them.
  let classNames: [String]?
  let counts: ConfusionCounts
  /// Whether the file has sums at its margins too.
  let hasSums: Bool

  /// - Parameters:
  ///   - classNames: of each row and column.
  ///   - table: whole numbers from 0 on.
  init(source: String, classNames: [String]?, table: [[Int]], hasSums: Bool = false) throws {
    self.source = source
    self.classNames = classNames
    self.hasSums = hasSums
    counts = try ConfusionCounts(table: table)
  }

  /// How it was read, for the person who gave it.
  var recognition: String {
    "\(source): read as a confusion matrix of \(counts.classCount) classes and "
      + "\(counts.totalImages) images; rows are true classes, columns predicted ones"
      + (hasSums ? "; the sums at its margins are left out" : "")
  }

  /// The same with its classes in another order.
  ///
  /// - Throws: `MisclassificationError` where these are not the matrix's classes.
  func ordered(as names: [String]) throws -> ConfusionCounts {
    guard names.count == counts.classCount else {
      throw MisclassificationError.countMismatch(
        what: "classes", expected: names.count, found: counts.classCount, source: source)
    }
    guard let own = classNames, own != names else { return counts }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let moved = try own.map { name in
      guard let place = places[name] else {
        throw MisclassificationError.classUnknown(
          name: Excerpt.name(name), source: source, classes: Excerpt.list(names))
      }
      return place
    }
    return counts.numbered(anew: moved)
  }
}
