/// An error whose message may name things from files: it is shown without what would move a
/// terminal's cursor, and without the middle of lines that nobody would read.
package protocol PrintableError: Error, CustomStringConvertible {
  /// As it stands in the files.
  var message: String { get }
}

extension PrintableError {
  package var description: String { Printable.text(message) }
}
