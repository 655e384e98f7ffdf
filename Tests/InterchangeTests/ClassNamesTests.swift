import Interchange
import Testing
import Text

@Suite struct ClassNamesTests {
  @Test(arguments: [
    "a\nb c\n", "\u{FEFF}a\r\n  b c \r\n\r\n", "a\rb c", "\n\na\n\n\tb c",
  ])
  func linesAreNames(text: String) throws {
    #expect(try ClassNames.lines(of: Array(text.utf8), file: "f") == ["a", "b c"])
  }

  @Test(
    arguments: [
      (
        Array("a\nb\na\n".utf8),
        "line 3: expected a different name for each class, found 'a', which"
      ),
      (Array("a\n\u{E9}\ne\u{301}\n".utf8), "which line 2 has too"),
      (Array("a\nb\u{7}\n".utf8), "line 2: expected a class name without control characters"),
      (Array("a\nb\0\n".utf8), "line 2"), (Array("a\n\u{202E}b\n".utf8), "line 2"),
      (Array("a\n".utf8) + Array(repeating: 0x62, count: 5000), "at most 1000 bytes"),
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x61], "UTF-16"),
      (Array("a\0\n\0b\0\n\0".utf8), "UTF-16"), ([0x61, 0x0A, 0xE9, 0x0A], "Latin-1"),
      ([0x1F, 0x8B, 8], "gzip"),
    ] as [([UInt8], String)])
  func othersAreRefused(bytes: [UInt8], words: String) {
    let error = #expect(throws: InterchangeError.self) {
      try ClassNames.lines(of: bytes, file: "f")
    }
    let text = error?.description ?? ""
    #expect(text.contains(words) && text.count < 300, "\(text)")
    #expect(!text.unicodeScalars.contains(where: Printable.isControl))
  }

  @Test func listsAreChecked() {
    #expect(ClassNames.problem(of: ["a", "b"]) == nil)
    #expect(ClassNames.problem(of: ["a", "b", "a"])?.contains("'a' for classes 0 and 2") == true)
    #expect(ClassNames.problem(of: ["a", ""])?.contains("class 1") == true)
    #expect(ClassNames.problem(of: ["\u{1B}[2J"])?.contains("'\\u{1b}[2J'") == true)
  }
}
