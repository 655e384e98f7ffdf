/// Whether the cell that a thing falls into tells its class better than chance.
///
/// Things are halved at random, once. Each is predicted as the class that most things of its cell
/// have in the other half, so that a cell of few things gains nothing by holding them. The p-value
/// is the share of random permutations of the classes that predict as many rightly; it supposes
/// nothing about classes or cells.
package struct CellPredictionTest: Sendable, Equatable {
  /// Share of things predicted rightly, 0...1.
  package let accuracy: Double
  /// Its mean over the permutations.
  package let chance: Double
  /// (1 + permutations with as many right) / (1 + permutations).
  package let pValue: Double
  /// Of each class, the share of its things predicted rightly; nil for a class without things.
  package let recalls: [Double?]

  /// - Parameters:
  ///   - cells: of each thing, in 0..<cellCount.
  ///   - labels: of each, in 0..<classCount.
  ///   - draws: random permutations, above zero.
  ///   - loop: what works on the permutations.
  /// - Throws: `NotDefined` with fewer than two classes, and what the loop stops with.
  package init<Failure>(
    cells: [Int], cellCount: Int, labels: [Int], classCount: Int, draws: Int, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    precondition(cells.count == labels.count && draws > 0)
    precondition(cells.allSatisfy { (0..<cellCount).contains($0) })
    precondition(labels.allSatisfy { (0..<classCount).contains($0) })
    guard Set(labels).count > 1 else { throw NotDefined("all things are of one class") }
    var halving = SeededGenerator(seed: seed, stream: 0)
    let places = Places(
      cells: cells, cellCount: cellCount, classCount: classCount,
      isSecond: cells.map { _ in Bool.random(using: &halving) })
    let right = places.right(labels)
    let permuted = try loop.map(draws) { draw in
      var generator = SeededGenerator(seed: seed, stream: UInt64(draw) + 1)
      var labels = labels
      labels.shuffle(using: &generator)
      return places.right(labels).reduce(0, +)
    }
    let total = right.reduce(0, +)
    accuracy = Double(total) / Double(labels.count)
    chance = Double(permuted.reduce(0, +)) / Double(draws * labels.count)
    pValue = Double(1 + permuted.count { $0 >= total }) / Double(1 + draws)
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    recalls = zip(right, counts).map { $1 > 0 ? Double($0) / Double($1) : nil }
  }

  private struct Places {
    let cells: [Int]
    let cellCount: Int
    let classCount: Int
    let isSecond: [Bool]

    /// Things predicted rightly, by class.
    func right(_ labels: [Int]) -> [Int] {
      // Halves x cells x classes, and a cell more for all things of a half.
      let size = (cellCount + 1) * classCount
      var counts = [Int32](repeating: 0, count: 2 * size)
      for (place, label) in labels.enumerated() {
        let half = isSecond[place] ? size : 0
        counts[half + cells[place] * classCount + label] += 1
        counts[half + cellCount * classCount + label] += 1
      }
      let best = (0..<2 * (cellCount + 1)).map { row in
        Self.mostFrequent(counts[row * classCount..<(row + 1) * classCount])
      }
      var right = [Int](repeating: 0, count: classCount)
      for (place, label) in labels.enumerated() {
        let other = isSecond[place] ? 0 : cellCount + 1
        let predicted = best[other + cells[place]] ?? best[other + cellCount]
        if predicted == label { right[label] += 1 }
      }
      return right
    }

    /// Nil without any; of equals the first.
    private static func mostFrequent(_ counts: ArraySlice<Int32>) -> Int? {
      let place = counts.placeOfLargest
      return counts[counts.startIndex + place] > 0 ? place : nil
    }
  }
}

/// Values cut into cells that hold about as many each.
package enum QuantileCells {
  /// The cell of each thing, by all of its numbers together.
  ///
  /// - Parameters:
  ///   - columns: one or more, of equal length.
  ///   - bins: of each column.
  package static func of(_ columns: [[Double]], bins: Int) -> (cells: [Int], count: Int) {
    var cells = [Int](repeating: 0, count: columns[0].count)
    var count = 1
    for column in columns {
      let sorted = column.sorted()
      let edges = (1..<bins).map { sorted[min($0 * sorted.count / bins, sorted.count - 1)] }
      for (place, value) in column.enumerated() {
        cells[place] = cells[place] * bins + edges.count { $0 <= value }
      }
      count *= bins
    }
    return (cells, count)
  }
}
