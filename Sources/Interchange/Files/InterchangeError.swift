/// What is wrong with a file: which file, where in it, what belongs there and what was found.
package struct InterchangeError: Error, CustomStringConvertible, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// The file is missing, or the system refuses to read it.
    case unreadable
    /// The file can be read, but is not what it should be.
    case malformed
    /// The system refuses to write the file.
    case unwritable
  }

  package let kind: Kind
  /// The path as the user gave it.
  package let file: String
  /// Where in the file, such as "line 3" or "tensor 'fc.weight'"; nil for the file as a whole.
  package let place: String?
  /// What is wrong, in words.
  package let problem: String

  package init(kind: Kind, file: String, place: String? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// Malformed content: what was expected at a place, and what stood there.
  package init(file: String, place: String? = nil, expected: String, found: String) {
    self.init(
      kind: .malformed, file: file, place: place,
      problem: "expected \(expected), found \(found)")
  }

  /// In one line: names from files may hold line breaks and other control characters, which are
  /// shown as codes, and be of any length.
  package var description: String {
    Excerpt.message([file, place, problem].compactMap { $0 }.joined(separator: ": "))
  }
}
