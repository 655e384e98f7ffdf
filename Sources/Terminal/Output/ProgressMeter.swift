import Foundation
import Synchronization
import Text

/// Shows how far a long piece of work has come: a bar on a terminal, plain lines elsewhere.
///
/// May be called from any thread. Progress that goes back is ignored. A meter that is let go, as
/// when an error is thrown past it, finishes itself, so that what follows has a line of its own.
package final class ProgressMeter: Sendable {
  package enum Display: Sendable {
    /// One line drawn over and over, no wider than `width`, which is asked for each time.
    case bar(width: @Sendable () -> Int)
    /// A line now and then: one every tenth of the way, but neither more often than every two
    /// seconds nor less often than every thirty.
    case lines
    case silent
  }

  private struct State {
    var done = 0
    var lastShown: Double
    var tenthsShown = 0
    var isFinished = false
  }

  private let label: String
  private let total: Int
  private let begun: Int
  private let unit: String
  private let display: Display
  private let write: @Sendable (String) -> Void
  private let clock: @Sendable () -> Double
  private let start: Double
  private let state: Mutex<State>

  /// - Parameters:
  ///   - total: how many `unit`s there are to do, zero or more.
  ///   - begun: how many of them were done by an earlier process, which rate and time leave out.
  ///   - clock: seconds from any fixed moment.
  package init(
    label: String, total: Int, begun: Int = 0, unit: String, display: Display,
    write: @escaping @Sendable (String) -> Void,
    clock: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.label = label
    self.total = max(total, 0)
    self.begun = min(max(begun, 0), self.total)
    self.unit = unit
    self.display = display
    self.write = write
    self.clock = clock
    start = clock()
    state = Mutex(State(done: self.begun, lastShown: start))
    state.withLock { show(&$0, at: start) }
  }

  deinit { finish() }

  /// `done` of the total are done.
  package func advance(to done: Int) {
    state.withLock { state in
      guard !state.isFinished, done > state.done else { return }
      state.done = min(done, total)
      let now = clock()
      if isDue(state, at: now) { show(&state, at: now) }
    }
  }

  /// The work is over, whether all of it was done or not; leaves a last line behind.
  package func finish() {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      show(&state, at: clock())
      if case .bar = display { write("\n") }
    }
  }

  /// A line of its own, above the bar.
  package func message(_ text: String) {
    let text = Printable.text(text)
    state.withLock { state in
      switch display {
      case .silent: return
      case .lines: write(text + "\n")
      case .bar:
        write("\r\u{1B}[K" + text + "\n")
        if !state.isFinished { show(&state, at: clock()) }
      }
    }
  }

  private func isDue(_ state: State, at now: Double) -> Bool {
    let waited = now - state.lastShown
    switch display {
    case .silent: return false
    case .bar: return waited >= 0.1
    case .lines:
      return waited >= 30
        || (waited >= 2 && ProgressText.tenths(state.done, total) > state.tenthsShown)
    }
  }

  private func show(_ state: inout State, at now: Double) {
    state.lastShown = now
    state.tenthsShown = ProgressText.tenths(state.done, total)
    let text = ProgressText(
      label: label, done: state.done, total: total, begun: begun, unit: unit,
      seconds: now - start, isFinished: state.isFinished)
    switch display {
    case .silent: return
    case .bar(let width): write("\r\u{1B}[K" + text.bar(width: width()))
    case .lines: write(text.line + "\n")
    }
  }
}
