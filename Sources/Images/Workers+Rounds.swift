extension Workers {
  /// Works on pieces side by side and hands over what came of them in their order.
  ///
  /// A round of pieces is finished before its answers are handed over, so that what is held at once
  /// does not grow with the number of pieces.
  ///
  /// - Parameters:
  ///   - body: is given a piece and a worker's number in 0..<threads, which no other running piece
  ///     has.
  ///   - receive: called from the caller's thread, piece after piece; may throw to stop.
  /// - Throws: the first error by the order of the pieces, after what came before it was handed
  ///   over.
  package func inRounds<Answer>(
    _ pieces: [Range<Int>], _ body: (_ piece: Range<Int>, _ worker: Int) throws -> Answer,
    receive: (_ piece: Range<Int>, _ answer: Answer) throws -> Void
  ) throws {
    let perRound = 16
    for first in stride(from: 0, to: pieces.count, by: perRound) {
      let round = pieces[first..<min(first + perRound, pieces.count)]
      let answers = map(count: round.count) { place, worker in
        Result { try body(pieces[first + place], worker) }
      }
      for (piece, answer) in zip(round, answers) { try receive(piece, answer.get()) }
    }
  }

  /// The same with one asker for each worker; a single asker is asked piece after piece, and may
  /// share out what it does for each.
  ///
  /// - Precondition: there are one or `threads` askers.
  package func inRounds<Asker, Answer>(
    _ pieces: [Range<Int>], askers: [Asker],
    _ body: (_ piece: Range<Int>, _ asker: Asker) throws -> Answer,
    receive: (_ piece: Range<Int>, _ answer: Answer) throws -> Void
  ) throws {
    if askers.count == 1 {
      for piece in pieces { try receive(piece, body(piece, askers[0])) }
      return
    }
    precondition(askers.count == threads)
    try inRounds(pieces, { try body($0, askers[$1]) }, receive: receive)
  }

  /// What `body` makes of each of 0..<count, in their order.
  package func map<Element>(count: Int, _ body: (_ place: Int) -> Element) -> [Element] {
    map(count: count) { place, _ in body(place) }
  }

  /// What `body` makes of each of 0..<count and its worker, in their order.
  package func map<Element>(
    count: Int, _ body: (_ place: Int, _ worker: Int) -> Element
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      // Each piece writes its own element.
      forEach(pieces: count) { piece, worker in
        (start + piece).initialize(to: body(piece, worker))
      }
      initialized = count
    }
  }
}
