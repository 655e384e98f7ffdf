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

  @Test func longNamesLoseTheirMiddle() {
    let name = String(repeating: "bn1.", count: 100_000)
    let error = InterchangeError(file: "w", expected: "a dtype", found: "'\(name)'")
    #expect(error.description.hasPrefix("w: expected a dtype, found 'bn1."))
    #expect(error.description.hasSuffix("bn1.'") && error.description.count < 1100)
    let short = InterchangeError(file: "w", expected: "a dtype", found: "'F31'")
    #expect(short.description == "w: expected a dtype, found 'F31'")
  }
}
