import Interchange
import Terminal

/// The results of some items, by the numbers that these have among all.
package struct StageRows<Row> {
  /// The items that there are results of.
  package let range: Range<Int>
  package let rows: [Row]

  package subscript(items: Range<Int>) -> [Row] {
    Array(rows[items.lowerBound - range.lowerBound..<items.upperBound - range.lowerBound])
  }
}

extension PieceWork {
  /// What is counted while a stage goes on.
  package struct Meter {
    let label: String
    let unit: String

    package init(label: String, unit: String = "images") {
      self.label = label
      self.unit = unit
    }
  }

  /// One result for each item of a stage: of this shard, or of all shards.
  ///
  /// - Parameters:
  ///   - size: items of a piece.
  ///   - problem: what the result of an item cannot be, if a file says so.
  ///   - make: the results of some items; calls `progress` with the number of them done.
  package func rows<Row: Codable>(
    _ stage: String, of count: Int, size: Int = 256, _ label: Meter,
    problem: (_ item: Int, Row) -> String?,
    make: (_ items: Range<Int>, _ progress: (Int) throws -> Void) throws -> [Row]
  ) throws -> StageRows<Row> {
    var rows: [Row] = []
    rows.reserveCapacity(own(StageItems(count)).count)
    let range = try forEachRow(stage, of: count, size: size, label, problem: problem, make: make) {
      rows.append($0)
    }
    return StageRows(range: range, rows: rows)
  }

  /// The same for results that are not all held in memory.
  ///
  /// - Returns: the items that there are results of.
  @discardableResult
  package func forEachRow<Row: Codable>(
    _ stage: String, of count: Int, size: Int = 256, _ label: Meter,
    problem: (_ item: Int, Row) -> String?,
    make: (_ items: Range<Int>, _ progress: (Int) throws -> Void) throws -> [Row],
    take: (Row) throws -> Void
  ) throws -> Range<Int> {
    let own = own(StageItems(count))
    let meter = console.progress(label.label, total: own.count, unit: label.unit)
    func made(_ range: Range<Int>) throws -> [Row] {
      try make(range) {
        try Interruption.check()
        meter.advance(to: range.lowerBound - own.lowerBound + $0)
      }
    }
    if isWhole {
      try made(0..<count).forEach(take)
      meter.finish()
      return own
    }
    try pieces(stage, StageItems(count), size: size) {
      try Self.encode(try made($0))
    } take: { range, bytes, file in
      let piece: [Row] = try Self.decode(bytes, file: file)
      guard piece.count == range.count else {
        throw InterchangeError(
          file: file, expected: "\(range.count) results", found: "\(piece.count)")
      }
      for (item, row) in zip(range, piece) {
        guard let problem = problem(item, row) else { continue }
        throw InterchangeError(
          kind: .malformed, file: file, place: "result \(item)", problem: problem)
      }
      try piece.forEach(take)
      meter.advance(to: range.upperBound - own.lowerBound)
    }
    meter.finish()
    return own
  }
}
