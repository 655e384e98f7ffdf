import Foundation
import Text

/// Where results and help texts go. All of the program's text passes through here, so that what
/// cannot be written is an error and not lost without a word.
package enum StandardOutput {
  /// What messages call it.
  package static let name = "standard output"

  /// A text for people; control characters in names are made visible.
  package static func show(_ text: some CustomStringConvertible) throws(OutputError) {
    try write(Printable.text(text.description))
  }

  /// A text for programs, byte for byte.
  package static func write(_ text: String) throws(OutputError) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .lost(path: name, reason: SystemError.last)
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Makes every failure to write an error that the program sees.
  ///
  /// A reader that goes away is told like a full disk, and what is closed from the start stays so:
  /// else the first file that is opened would take its place, and the results would be written into
  /// it.
  package static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is the closed one. Reading gives nothing and writing is refused.
      _ = open("/dev/null", O_RDONLY)
    }
  }
}
