import Testing

@testable import Terminal

@Suite struct ProcessWordsTests {
  @Test func wordsAreUTF8() throws {
    let texts = ["train", "--out", "Bücher/日本", ""]
    #expect(try ProcessWords.decoded(texts.map { Array($0.utf8) }) == texts)
  }

  @Test(arguments: [[0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func otherBytesAreRefused(bytes: [UInt8]) {
    let error = #expect(throws: UsageError.self) {
      try ProcessWords.decoded([Array("train".utf8), bytes])
    }
    #expect(error?.problem.hasPrefix("argument 2: expected UTF-8, found other bytes") == true)
  }
}
