import Foundation
import Synchronization

/// Thrown where work stops because the user asked it to.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  package init() {}
  package var description: String { "interrupted" }
}

/// Ctrl-C, the polite kill, and a terminal that closes: the first asks work to stop, the second
/// ends the program at once.
package enum Interruption {
  /// Takes over the signals that ask to stop, for the rest of the program.
  package static func install() {
    // A file that grows past its limit is then an error of writing, which names the file.
    signal(SIGXFSZ, SIG_IGN)
    // A global is set up on first use, which must not happen inside the handler.
    _ = isRequested
    for number in signals {
      let former = signal(number) { _ in
        // Only what may be called in a signal handler: an atomic and _exit.
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
          _exit(ExitCode.interrupted.rawValue)
        }
      }
      // nohup asks that the end of the terminal be ignored.
      if number == SIGHUP, isIgnored(former) { signal(number, SIG_IGN) }
    }
    // A program started from a thread that blocks signals inherits the block, and with it a Ctrl-C
    // that never arrives.
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in signals { sigaddset(&handled, number) }
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
  }

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  private static func isIgnored(_ handler: sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Whether somebody asked the program to stop.
  package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// - Throws: `Interrupted` once somebody has asked the program to stop.
  package static func check() throws(Interrupted) {
    if isRequested { throw Interrupted() }
  }
}

private let requests = Atomic<Int>(0)
