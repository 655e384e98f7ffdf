/// The findings of a search, in memory or in pieces that are read when they are asked for: what is
/// found of an image is many times as large as what is said of it.
package struct SubsetFindings {
  private let pieces: [Range<Int>]
  private let read: (_ piece: Int) throws -> [SubsetFinding]

  package init(_ findings: [SubsetFinding]) {
    pieces = [0..<findings.count]
    read = { _ in findings }
  }

  /// - Parameters:
  ///   - pieces: runs of images, one after the other.
  ///   - read: gives the findings of a piece, by its number.
  package init(
    pieces: [Range<Int>], read: @escaping (_ piece: Int) throws -> [SubsetFinding]
  ) {
    self.pieces = pieces
    self.read = read
  }

  package var count: Int { pieces.last?.upperBound ?? 0 }

  /// Goes through all findings in the order of the images, a piece at a time.
  package func forEach(_ body: (_ place: Int, _ finding: SubsetFinding) throws -> Void) throws {
    for (number, range) in pieces.enumerated() {
      for (place, finding) in zip(range, try read(number)) { try body(place, finding) }
    }
  }

  /// The first findings.
  package func prefix(_ limit: Int) throws -> [SubsetFinding] {
    var found: [SubsetFinding] = []
    for (number, range) in pieces.enumerated() where range.lowerBound < limit {
      found += try read(number).prefix(limit - range.lowerBound)
    }
    return found
  }

  /// Hands over runs of findings that a classifier can take at once, in their order.
  func forEachRun(
    of runs: [Range<Int>], _ body: (_ run: Range<Int>, _ findings: [SubsetFinding]) throws -> Void
  ) throws {
    var (next, found) = (0, [SubsetFinding]())
    for run in runs {
      while found.count < run.count, next < pieces.count {
        found += try read(next)
        next += 1
      }
      try body(run, Array(found.prefix(run.count)))
      found.removeFirst(min(run.count, found.count))
    }
  }
}
