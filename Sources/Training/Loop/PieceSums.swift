import Compute
import Images
import Ranks

/// Adds up vectors of floats that the pieces of a batch give, in an order that does not depend on
/// the number of ranks, and makes the sum known to all of them.
///
/// Each rank adds up its own pieces. Then each hands every other its part of the vector, adds up
/// what it was handed in the tree's order, and all parts are gathered. So a rank sends and receives
/// twice (ranks - 1) / ranks of the vector, as in a ring, which is the least that any all-reduce
/// takes.
final class PieceSums {
  let ranks: any Ranks
  private let count: Int
  private let workers: Workers
  /// Vectors that are not in use.
  private var free: [FloatBuffer] = []
  private var sent: FloatBuffer
  private var received: FloatBuffer

  /// Floats of a part of the vector that are sent at once.
  private static let largestPart = 1 << 20

  /// - Parameter count: floats of a vector.
  init(count: Int, ranks: any Ranks, workers: Workers) {
    self.count = count
    self.ranks = ranks
    self.workers = workers
    let part = min((count + ranks.count - 1) / ranks.count, Self.largestPart)
    let size = ranks.count > 1 ? part * ranks.count : 0
    sent = FloatBuffer(count: size)
    received = FloatBuffer(count: size)
  }

  /// The sum over all pieces.
  ///
  /// - Parameters:
  ///   - fill: makes the vector of one of this rank's pieces; they come in their order.
  ///   - take: is handed the sum, which it may change, on every rank.
  func sum(
    pieces: Int, fill: (_ piece: Int, _ vector: FloatBuffer) throws -> Void,
    take: (FloatBuffer) throws -> Void
  ) throws {
    let tree = SumTree(pieces: pieces, ranks: ranks.count)
    let own = tree.owned[ranks.rank]
    let vector = own.isEmpty ? unused() : try sum(own, fill)
    defer { free.append(vector) }
    if ranks.count > 1 { try combine(vector, tree) }
    try take(vector)
  }

  private func sum(
    _ node: Range<Int>, _ fill: (Int, FloatBuffer) throws -> Void
  ) throws -> FloatBuffer {
    if node.count == 1 {
      let vector = unused()
      try fill(node.lowerBound, vector)
      return vector
    }
    let middle = SumTree.middle(of: node)
    let first = try sum(node.lowerBound..<middle, fill)
    let second = try sum(middle..<node.upperBound, fill)
    add(second.pointer, to: first.pointer, count: count)
    free.append(second)
    return first
  }

  private func unused() -> FloatBuffer { free.popLast() ?? FloatBuffer(count: count) }

  private func combine(_ vector: FloatBuffer, _ tree: SumTree) throws {
    let ranks = ranks
    let part = sent.count / ranks.count
    var first = 0
    while first < count {
      let length = min(sent.count, count - first)
      // Parts are equal; what is missing at the vector's end is zero, and is not read.
      sent.pointer.update(from: vector.pointer + first, count: length)
      (sent.pointer + length).update(repeating: 0, count: sent.count - length)
      try ranks.exchange(
        UnsafeRawBufferPointer(sent.elements), UnsafeMutableRawBufferPointer(received.elements))
      tree.combine { one, other in
        add(received.pointer + other * part, to: received.pointer + one * part, count: part)
      }
      try ranks.gather(
        UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: received.elements[..<part])),
        UnsafeMutableRawBufferPointer(sent.elements))
      (vector.pointer + first).update(from: sent.pointer, count: length)
      first += length
    }
  }

  private func add(
    _ other: UnsafePointer<Float>, to vector: UnsafeMutablePointer<Float>, count: Int
  ) {
    let run = 1 << 15
    nonisolated(unsafe) let (vector, other) = (vector, other)
    // A piece writes its own run of the vector.
    workers.forEach(pieces: (count + run - 1) / run) { piece in
      for place in piece * run..<min((piece + 1) * run, count) { vector[place] += other[place] }
    }
  }
}
