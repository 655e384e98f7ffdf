import Dispatch
import Statistics
import Synchronization
import Testing

@Suite struct PieceLoopTests {
  struct Stopped: Error {}

  /// Many threads, and the pieces in no order.
  static let threads = PieceLoop<Never> { pieces, body in
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: pieces) { body(pieces - 1 - $0) }
    }
  }

  @Test func resamplesAreTheSameWhateverTheLoop() {
    // A run that is not full at the end.
    let bootstrap = Bootstrap(things: 9, resamples: 133, seed: 1)
    let drawn = bootstrap.map { $0 }
    #expect(bootstrap.map(by: Self.threads) { $0 } == drawn)
    #expect(drawn.count == 133 && Set(drawn).count > 120)
  }

  @Test func divisionsAreTheSameWhateverTheLoop() throws {
    let (first, second) = (
      Sample("a", (0..<30).map { Double($0 * $0 % 17) }),
      Sample("b", (0..<50).map { Double($0 % 19) })
    )
    let test = try PermutationTest(first, second, divisions: 999, seed: 3)
    #expect(!test.isExact && test.divisions == 999)
    #expect(
      try PermutationTest(first, second, divisions: 999, seed: 3, by: Self.threads) == test)
  }

  /// What a loop stops with comes out, and what was made until then is given back.
  @Test func aLoopMayStop() {
    let made = Mutex(0)
    let loop = PieceLoop<Stopped> { pieces, body throws(Stopped) in
      for piece in 0..<pieces / 2 { body(piece) }
      throw Stopped()
    }
    #expect(throws: Stopped.self) {
      try Bootstrap(things: 3, resamples: 1000, seed: 0).map(by: loop) { times in
        made.withLock { $0 += 1 }
        return times
      }
    }
    #expect(made.withLock { $0 } > 100 && made.withLock { $0 } < 900)
    #expect(throws: Stopped.self) {
      let many = Sample("a", (0..<40).map(Double.init))
      _ = try PermutationTest(many, Sample("b", many.values + [0.5]), seed: 0, by: loop)
    }
  }
}
