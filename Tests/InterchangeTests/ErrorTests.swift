import Interchange
import Testing

@Suite struct ErrorTests {
  /// What a file calls things may move the cursor of a terminal, or begin a line of its own.
  @Test func messagesAreOneLineWithoutControlCharacters() {
    let error = InterchangeError(
      file: "a.csv", place: "column 'x\ny'", expected: "a number", found: "'\u{1B}[2J\u{7F}'")
    #expect(
      error.description
        == #"a.csv: column 'x\u{a}y': expected a number, found '\u{1b}[2J\u{7f}'"#)
    #expect(error.place == "column 'x\ny'")
  }
}
