import Testing
import Text

@Suite struct PrintableTests {
  @Test func controlCharactersAreShownAsCodes() {
    #expect(Printable.text("a\u{1B}[31mb\nc\u{7}") == "a\\u{1b}[31mb\nc\\u{7}")
    #expect(Printable.text("\u{9B}2J\u{202E}x") == "\\u{9b}2J\\u{202e}x")
    #expect(Printable.text("größer → 猫\n") == "größer → 猫\n")
  }

  @Test func longLinesLoseTheirMiddle() {
    let text = Printable.text("short\n" + String(repeating: "x", count: 1_000_000))
    #expect(text.hasPrefix("short\nxxx") && text.contains(" … ") && text.count < 2100)
  }
}
