import Foundation
import Ranks

/// Ranks that are threads of this process.
final class ThreadRanks: Ranks {
  /// What the threads share.
  ///
  /// Unchecked: all of it is read and written under the condition's lock.
  final class World: @unchecked Sendable {
    let count: Int
    private let condition = NSCondition()
    private var waiting = 0
    private var round = 0
    private var sent: [[UInt8]]

    init(_ count: Int) {
      self.count = count
      sent = [[UInt8]](repeating: [], count: count)
    }

    func barrier() {
      condition.lock()
      defer { condition.unlock() }
      let own = round
      waiting += 1
      if waiting == count {
        waiting = 0
        round += 1
        condition.broadcast()
      } else {
        while round == own { condition.wait() }
      }
    }

    /// What every rank gives, in their order.
    func all(_ bytes: [UInt8], of rank: Int) -> [[UInt8]] {
      condition.lock()
      sent[rank] = bytes
      condition.unlock()
      barrier()
      condition.lock()
      let all = sent
      condition.unlock()
      barrier()
      return all
    }

    /// Runs a body on each rank, to the end of all.
    func run<Result: Sendable>(
      _ body: @escaping @Sendable (ThreadRanks) -> Result
    ) -> [Result] {
      let results = NSMutableArray(array: (0..<count).map { _ in NSNull() })
      nonisolated(unsafe) let shared = results
      let done = DispatchGroup()
      for rank in 0..<count {
        done.enter()
        Thread.detachNewThread { [self] in
          let result = body(ThreadRanks(rank, of: self))
          condition.lock()
          shared[rank] = result
          condition.unlock()
          done.leave()
        }
      }
      done.wait()
      return results.compactMap { $0 as? Result }
    }
  }

  let rank: Int
  private let world: World
  var count: Int { world.count }

  init(_ rank: Int, of world: World) {
    self.rank = rank
    self.world = world
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: world.all(Array(bytes), of: rank)[0])
  }

  func exchange(_ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer) {
    let part = sent.count / count
    let parts = world.all(Array(sent), of: rank).map { $0[rank * part..<(rank + 1) * part] }
    received.copyBytes(from: parts.joined().map { $0 })
  }

  func gather(_ sent: UnsafeRawBufferPointer, _ received: UnsafeMutableRawBufferPointer) {
    received.copyBytes(from: world.all(Array(sent), of: rank).joined().map { $0 })
  }

  func barrier() { world.barrier() }
  func finish() {}
  func abort(code: Int32) {}
}
