import Foundation
import Synchronization

/// Thrown where work stops because the user asked it to.
package struct Interrupted: Error, Equatable, CustomStringConvertible {
  package init() {}
  package var description: String { "interrupted" }
}

/// Ctrl-C and the polite kill: the first asks work to stop, the second ends the program at once.
package enum Interruption {
  /// Takes over SIGINT and SIGTERM for the rest of the program.
  package static func install() {
    // A global is set up on first use, which must not happen inside the handler.
    _ = isRequested
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Only what may be called in a signal handler: an atomic and _exit.
        if requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
          _exit(ExitCode.interrupted.rawValue)
        }
      }
    }
    // A program started from a thread that blocks signals inherits the block, and with it a Ctrl-C
    // that never arrives.
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in [SIGINT, SIGTERM] { sigaddset(&handled, number) }
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
  }

  /// Whether somebody asked the program to stop.
  package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// - Throws: `Interrupted` once somebody has asked the program to stop.
  package static func check() throws(Interrupted) {
    if isRequested { throw Interrupted() }
  }
}

private let requests = Atomic<Int>(0)
