import Foundation
import Synchronization

/// Thrown where work stops because it was asked to.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  /// Who asked.
  package enum Reason: Sendable, Equatable {
    /// Somebody at the terminal.
    case user
    /// A scheduler that takes the machine away, and may give it back.
    case scheduler
  }

  package let reason: Reason

  package init(_ reason: Reason? = nil) {
    self.reason = reason ?? Interruption.reason ?? .user
  }

  package var description: String {
    switch reason {
    case .user: "interrupted"
    case .scheduler: "stopped as the scheduler asked; started again, the same command goes on"
    }
  }
}

/// Ctrl-C, a terminal that closes, and the signals of schedulers: the first asks work to stop, the
/// second ends the program at once.
///
/// Slurm, PBS and the others send `SIGTERM`, or what the job asked for (`--signal=USR1@60`), before
/// they kill. Work that stops for them ends with a code of its own, on which a script can ask for
/// the job to be started again.
package enum Interruption {
  /// Takes over the signals that ask to stop, for the rest of the program.
  package static func install() {
    // A file that grows past its limit is then an error of writing, which names the file.
    signal(SIGXFSZ, SIG_IGN)
    // Globals are set up on first use, which must not happen inside the handler.
    _ = (isRequested, firstPreemption.load(ordering: .relaxed))
    for number in byUser {
      let former = signal(number) { _ in
        // Only what may be called in a signal handler: atomics and _exit.
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
          _exit(exitCode)
        }
      }
      // nohup asks that the end of the terminal be ignored.
      if number == SIGHUP, isIgnored(former) { signal(number, SIG_IGN) }
    }
    for number in byScheduler {
      signal(number) { _ in
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000 + 1
        let first = firstPreemption.compareExchange(
          expected: 0, desired: now, ordering: .relaxed
        ).original
        // Launchers pass a signal on that the process got already: that is the same request.
        if first != 0, now - first < sameRequest { return }
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 { _exit(exitCode) }
      }
    }
    // A program started from a thread that blocks signals inherits the block, and with it a Ctrl-C
    // that never arrives.
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in byUser + byScheduler { sigaddset(&handled, number) }
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
  }

  private static let byUser = [SIGINT, SIGHUP]
  private static let byScheduler = [SIGTERM, SIGUSR1, SIGUSR2]

  private static func isIgnored(_ handler: sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Whether the program was asked to stop.
  package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Who asked the program to stop, if somebody did.
  package static var reason: Interrupted.Reason? {
    guard isRequested else { return nil }
    return firstPreemption.load(ordering: .relaxed) > 0 ? .scheduler : .user
  }

  /// - Throws: `Interrupted` once the program was asked to stop.
  package static func check() throws(Interrupted) {
    if isRequested { throw Interrupted() }
  }
}

private let requests = Atomic<Int>(0)
/// When a scheduler first asked, in milliseconds of the system's clock; 0 for never.
private let firstPreemption = Atomic<Int>(0)
/// Milliseconds within which signals of a scheduler are one request.
private let sameRequest = 1000

private var exitCode: Int32 {
  firstPreemption.load(ordering: .relaxed) > 0
    ? ExitCode.preempted.rawValue : ExitCode.interrupted.rawValue
}
