import Dispatch
import Foundation
import Synchronization

/// Threads that wait for the next loop to share, and how a loop is handed to them.
///
/// A pass of a small network over one image is a hundred loops of a tenth of a millisecond; to wake
/// a thread takes as long as a third of one. So whoever waits looks for a while before it goes to
/// sleep. A loop never waits for a helper that has not begun: where the machine is busy with other
/// things, the caller does it all.
final class WorkerPool: Sendable {
  /// The loop that is open: valid while a helper has joined it.
  private nonisolated(unsafe) var body: ((_ helper: Int) -> Void)?
  /// The number of the loop (upper half), whether it may be joined, and how many helpers are in it.
  private let state = Atomic<UInt64>(0)
  private let isTaken = Atomic(false)
  private let isOver = Atomic(false)
  private let caller: Sleeper
  private let helpers: [Sleeper]
  /// Whether the threads are there: from the first loop on. Looked at by whoever has taken the
  /// pool.
  private nonisolated(unsafe) var hasThreads = false

  /// How often to look before going to sleep: half a millisecond, longer than most loops that only
  /// one thread has work in.
  private static let looks = 200_000
  private static let open: UInt64 = 1 << 31
  private static let next: UInt64 = 1 << 32

  /// For as many threads, which the first loop starts. `stop` must be called in the end.
  init(helpers count: Int) {
    // Where threads share processors, one that looks keeps another from its work.
    let looks = count < ProcessInfo.processInfo.activeProcessorCount ? Self.looks : 0
    caller = Sleeper(looks: looks)
    helpers = (0..<count).map { _ in Sleeper(looks: looks) }
  }

  private func startThreads() {
    hasThreads = true
    for helper in helpers.indices {
      let thread = Thread { self.serve(helper) }
      thread.stackSize = 1 << 21
      thread.name = "misclass \(helper + 1)"
      thread.start()
    }
  }

  /// Lets the threads end.
  func stop() {
    isOver.store(true, ordering: .sequentiallyConsistent)
    for helper in helpers { helper.wake() }
  }

  /// Runs `body(helper)` on every helper that comes in time, beside `own` on the calling thread.
  ///
  /// Returns once `own` and all that have begun are done: whoever comes later is not let in.
  ///
  /// - Returns: false, without having run anything, while another loop is under way: a loop within
  ///   a loop.
  func run(_ body: (_ helper: Int) -> Void, own: () -> Void) -> Bool {
    guard !isTaken.exchange(true, ordering: .acquiring) else { return false }
    if !hasThreads { startThreads() }
    withoutActuallyEscaping(body) {
      self.body = $0
      let begun = (state.load(ordering: .relaxed) / Self.next &+ 1) &* Self.next
      state.store(begun | Self.open, ordering: .sequentiallyConsistent)
      for helper in helpers { helper.wake() }
      own()
      if state.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing).newValue != begun {
        caller.wait { state.load(ordering: .sequentiallyConsistent) == begun }
      }
      self.body = nil
    }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  private func serve(_ helper: Int) {
    var last: UInt64 = 0
    while true {
      helpers[helper].wait {
        let state = state.load(ordering: .sequentiallyConsistent)
        return (state & Self.open != 0 && state / Self.next != last)
          || isOver.load(ordering: .sequentiallyConsistent)
      }
      if isOver.load(ordering: .relaxed) { return }
      if let number = join() {
        last = number
        body?(helper)
        leave()
      }
    }
  }

  /// Counts this thread in, unless the loop is closed already.
  ///
  /// - Returns: the loop's number.
  private func join() -> UInt64? {
    var seen = state.load(ordering: .relaxed)
    while seen & Self.open != 0 {
      let (done, now) = state.compareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if done { return seen / Self.next }
      seen = now
    }
    return nil
  }

  private func leave() {
    _ = state.subtract(1, ordering: .sequentiallyConsistent)
    caller.wake()
  }
}

/// One thread that waits for a condition: awake for a while, then asleep.
private final class Sleeper: Sendable {
  private let looks: Int
  private let isAsleep = Atomic(false)
  private let alarm = DispatchSemaphore(value: 0)

  init(looks: Int) { self.looks = looks }

  /// Returns when `condition` holds.
  ///
  /// - Parameter condition: becomes true by a sequentially consistent store of another thread,
  ///   which then calls `wake`.
  func wait(until condition: () -> Bool) {
    while true {
      for _ in 0..<looks where condition() { return }
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      // Either this look sees what the other has stored, or the other sees that this one sleeps.
      if condition() {
        // If it has been woken, that alarm must not go off the next time.
        if !isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.wait() }
        return
      }
      alarm.wait()
    }
  }

  func wake() {
    guard isAsleep.load(ordering: .sequentiallyConsistent),
      isAsleep.exchange(false, ordering: .sequentiallyConsistent)
    else { return }
    alarm.signal()
  }
}
