/// A loop over pieces of work that do not know of each other.
///
/// This part has no threads, and nobody to ask whether to stop; whoever calls a long statistic may
/// have both, and hands in a loop that uses them. Results are the same bits whichever loop runs.
package struct PieceLoop<Failure: Error>: Sendable {
  /// Runs the body once for every piece in 0..<pieces, in any order, several at a time if it likes.
  package typealias Run =
    @Sendable (_ pieces: Int, _ body: (_ piece: Int) -> Void) throws(Failure) -> Void

  private let run: Run

  /// - Parameter run: returns when all pieces are done; throws if any was left out.
  package init(_ run: @escaping Run) {
    self.run = run
  }

  /// What `make` makes of each of 0..<pieces, in their order.
  ///
  /// - Throws: what the loop stops with.
  func map<Result>(_ pieces: Int, _ make: (Int) -> Result) throws(Failure) -> [Result] {
    let results = UnsafeMutableBufferPointer<Result?>.allocate(capacity: pieces)
    results.initialize(repeating: nil)
    defer {
      results.deinitialize()
      results.deallocate()
    }
    // Each piece writes its own element.
    try run(pieces) { results[$0] = make($0) }
    return results.map {
      guard let result = $0 else { preconditionFailure("the loop left a piece out") }
      return result
    }
  }

  /// The same for short work: each of 0..<count by itself, `length` of them to a piece.
  ///
  /// - Parameter make: makes the results of a run, one for each of its numbers.
  func map<Result>(
    _ count: Int, inRunsOf length: Int, _ make: (Range<Int>) -> [Result]
  ) throws(Failure) -> [Result] {
    try map((count + length - 1) / length) { piece in
      make(piece * length..<min((piece + 1) * length, count))
    }.flatMap { $0 }
  }
}

extension PieceLoop where Failure == Never {
  /// One piece after the other.
  package static var serial: Self {
    Self { pieces, body in for piece in 0..<pieces { body(piece) } }
  }
}
