/// Processes that work together, each with a number: what training needs of MPI.
///
/// All calls but `abort` are collective: every rank makes the same ones in the same order, from one
/// thread.
package protocol Ranks: AnyObject {
  /// From 0; rank 0 writes what is to be written.
  var rank: Int { get }
  var count: Int { get }

  /// Makes the bytes everywhere those of rank 0.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) throws(RanksError)

  /// Hands the k-th of `count` equal parts of `sent` to rank k; `received` has the parts that the
  /// ranks sent here, in their order.
  func exchange(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) throws(RanksError)

  /// Makes `received` everywhere what all ranks sent, in their order.
  func gather(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) throws(RanksError)

  /// Waits until every rank is here.
  func barrier() throws(RanksError)

  /// The end, for all ranks that came this far.
  func finish()

  /// Ends all ranks at once.
  func abort(code: Int32)
}

extension Ranks {
  /// What every rank has, in their order.
  package func gather(_ values: [Double]) throws(RanksError) -> [Double] {
    let received = UnsafeMutableBufferPointer<Double>.allocate(capacity: values.count * count)
    received.initialize(repeating: 0)
    defer { received.deallocate() }
    let sent = UnsafeMutableBufferPointer<Double>.allocate(capacity: values.count)
    _ = sent.initialize(from: values)
    defer { sent.deallocate() }
    try gather(UnsafeRawBufferPointer(sent), UnsafeMutableRawBufferPointer(received))
    return Array(received)
  }

  /// Whether it is so on any rank.
  package func any(_ condition: Bool) throws(RanksError) -> Bool {
    try gather([condition ? 1 : 0]).contains(1)
  }

  /// What rank 0 says.
  package func first(_ value: Int) throws(RanksError) -> Int {
    Int(try gather([Double(value)])[0])
  }

  /// - Throws: `RanksError.disagreement` unless the digest is everywhere the same.
  package func agree(on digest: UInt64, what: String) throws(RanksError) {
    // As halves, which a Double holds exactly.
    let halves = try gather([Double(digest >> 32), Double(digest & 0xFFFF_FFFF)])
    let isSame = (0..<count).allSatisfy {
      halves[2 * $0] == halves[0] && halves[2 * $0 + 1] == halves[1]
    }
    guard isSame else { throw .disagreement(what) }
  }
}

/// One process alone.
package final class SingleRank: Ranks {
  package let rank = 0
  package let count = 1

  package init() {}

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {}

  package func exchange(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) { received.copyMemory(from: sent) }

  package func gather(
    _ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer
  ) { received.copyMemory(from: sent) }

  package func barrier() {}
  package func finish() {}
  package func abort(code: Int32) {}
}
