import Synchronization

/// The threads that share the work, and the only parallel loop of the program.
///
/// Work is cut into pieces whose number never depends on the number of threads; each piece writes
/// its own memory, and whoever adds pieces up does so in their order. So results are the same bits
/// whatever `threads` is.
package final class Workers: Sendable {
  /// How many pieces run at the same time, at least 1.
  package let threads: Int
  private let isReversed = Atomic(false)
  private let pool: WorkerPool?

  package init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
    pool = threads > 1 ? WorkerPool(helpers: threads - 1) : nil
  }

  deinit { pool?.stop() }

  /// How much of `count` things each thread gets where all get as much: at least 1, at most `most`.
  package func share(of count: Int, upTo most: Int) -> Int {
    max(1, min(most, (count + threads - 1) / threads))
  }

  /// Into how many parts each of `images` images is cut, at most `most`, so that few of them keep
  /// all threads busy.
  package func parts(ofEachOf images: Int, upTo most: Int) -> Int {
    images >= 2 * threads ? 1 : min(most, threads)
  }

  /// From now on pieces are begun from the other end: a loop over what the last one wrote then
  /// starts with what is still in the cache.
  package func turn() {
    _ = isReversed.logicalXor(true, ordering: .relaxed)
  }

  /// Runs `body(piece, worker)` once for every piece in 0..<pieces, at most `threads` at a time.
  ///
  /// Returns when all are done. `body` must write only memory that belongs to its piece, or scratch
  /// memory of its worker, a number in 0..<threads that no other running piece has.
  package func forEach(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let isReversed = isReversed.load(ordering: .relaxed)
    let next = Atomic<Int>(0)
    func work(_ worker: Int) {
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= pieces { break }
        body(isReversed ? pieces - 1 - piece : piece, worker)
      }
      // Streaming stores of the pieces are not ordered by the atomics that end the loop.
      atomicMemoryFence(ordering: .sequentiallyConsistent)
    }
    if pieces > 1, let pool, pool.run({ work($0 + 1) }, own: { work(0) }) { return }
    work(0)
  }

  /// The same for pieces that need no scratch memory of a worker.
  package func forEach(pieces: Int, _ body: (_ piece: Int) -> Void) {
    forEach(pieces: pieces) { piece, _ in body(piece) }
  }

  /// Cuts 0..<count into runs of at most `length` and works on them as `forEach` does.
  package func forEachRun(
    of count: Int, length: Int, _ body: (_ run: Range<Int>, _ worker: Int) -> Void
  ) {
    precondition(length > 0)
    forEach(pieces: (count + length - 1) / length) { piece, worker in
      body(piece * length..<min((piece + 1) * length, count), worker)
    }
  }
}
