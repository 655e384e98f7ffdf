import Images
import Interchange
import Testing

@Suite struct CSVTests {
  static func records(_ text: String) throws -> [[String]] {
    var reader = CSVReader(bytes: Array(text.utf8), file: "f")
    var records: [[String]] = []
    while try reader.next() { records.append((0..<reader.fieldCount).map { reader.text($0) }) }
    return records
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
    ("\u{FEFF}a,b\n\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
    (",\n,,\n", [["", ""], ["", "", ""]]),
    ("a,", [["a", ""]]),
    ("\"a,\"\"b\"\"\r\nc\",d\n", [["a,\"b\"\r\nc", "d"]]),
    ("\"\",\"\"\"\"\n", [["", "\""]]),
    ("ü, x \n", [["ü", " x "]]),
    ("", []),
    ("\n\r\n", []),
  ])
  func splitsRecords(text: String, expected: [[String]]) throws {
    #expect(try Self.records(text) == expected)
  }

  @Test(arguments: [
    ("a\nb\"c\n", "line 2"), ("a\n\n\"b\n", "line 3"), ("\"a\"b\n", "line 1"), ("\"", "line 1"),
  ])
  func namesTheLineOfBadQuotes(text: String, line: String) {
    let error = #expect(throws: InterchangeError.self) { try Self.records(text) }
    #expect(error?.place == line)
  }

  @Test func countsLinesInsideQuotes() throws {
    var reader = CSVReader(bytes: Array("\"a\nb\r\nc\rd\",1\nx,y\n".utf8), file: "f")
    #expect(try reader.next() && reader.line == 1)
    #expect(try reader.next() && reader.line == 5)
    let error = #expect(throws: InterchangeError.self) {
      try reader.wholeNumber(1, name: "count")
    }
    #expect(error?.description == "f: line 5: expected a whole number for count, found 'y'")
  }

  @Test func writesWhatItReads() throws {
    let fields = ["plain", "", "a,b", "say \"so\"", "two\nlines", "a\rb", " space "]
    var writer = CSVWriter()
    writer.record(fields)
    writer.field(-3)
    writer.field(0.1)
    writer.field(Float(0.1))
    writer.field(nil as Double?)
    writer.endRecord()
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(text.hasSuffix("\n-3,0.1,0.1,\n"))
    #expect(try Self.records(text) == [fields, ["-3", "0.1", "0.1", ""]])
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("+7", 7), ("007", 7), ("9223372036854775807", Int.max),
    ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("", nil), ("-", nil),
    ("1.0", nil), (" 1", nil), ("1e3", nil), ("--1", nil), ("99999999999999999999999", nil),
  ])
  func readsWholeNumbers(text: String, expected: Int?) throws {
    var reader = CSVReader(bytes: Array((text + ",\n").utf8), file: "f")
    #expect(try reader.next())
    #expect((try? reader.wholeNumber(0, name: "n")) == expected)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "nan", "NaN", "inf", "-inf", "1e309", "1.2.3", "1 2",
    "0x", "0x1p3", "1,5", "--1", "1e5e5",
  ])
  func refusesWhatIsNoFiniteNumber(text: String) throws {
    var reader = CSVReader(bytes: Array(("\"" + text + "\",\n").utf8), file: "f")
    #expect(try reader.next())
    #expect(throws: InterchangeError.self) { try reader.number(0, name: "n") }
  }

  /// The standard library's own reader is correctly rounded, and is the judge here.
  @Test func readsNumbersAsTheStandardLibraryDoes() throws {
    var stream = RandomStream(3)
    var texts = [
      "0", "-0", "1", "+1.5", "-2.5e-3", "1e22", "1e23", "3.4028235e38", "1e-45", "1.1754944e-38",
      "16777217", "16777219", "8388608.5", "8388609.5", "0.1", "123456789012345678901234567890",
      "1.00000005960464477539062500000001", "1.000000059604644775390625", "5.e2", ".5",
      "9007199254740993", "0.1000000000000000055511151231257827", "2.2250738585072011e-308",
      "4.9e-324", "1.7976931348623157e308", "999999999999999e22",
      "343693118338706e-19", "199779632836794e-22", "67272640299052e-16", "536798015673412e-19",
    ]
    for _ in 0..<20_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
      if value.isFinite { texts += [value.description, Double(value).nextUp.description] }
      let digits = stream.integer(in: 1..<1_000_000_000)
      texts.append("\(digits)e\(stream.integer(in: -40..<25))")
    }
    var wrong = 0
    for text in texts {
      var reader = CSVReader(bytes: Array((text + ",\n").utf8), file: "f")
      guard try reader.next() else { continue }
      let expected = Double(text).flatMap { $0.isFinite ? $0 : nil }
      let found = try? reader.number(0, name: "n")
      if found?.bitPattern != expected?.bitPattern { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func survivesHostileBytes() {
    let bytes = Array("index,\"la\"\"bel\"\r\n0,1.5\n1,\"-3e4\"\n\n2,\n".utf8)
    let outcome = expectNoSurprise(hostileVariants(of: bytes, mutations: 4000, seed: 4)) {
      var reader = CSVReader(bytes: $0, file: "f")
      while try reader.next() {
        for field in 0..<reader.fieldCount {
          _ = reader.text(field)
          _ = try? reader.wholeNumber(field, name: "n")
          _ = try? reader.number(field, name: "n")
        }
      }
    }
    #expect(outcome.accepted > 0 && outcome.refused > 0)
  }
}

@Suite struct JSONTests {
  @Test(arguments: [
    ("[]", []), ("[3,8,-1]", [3, 8, -1]), (" [ 0 ,\n1 ]\r\n", [0, 1]),
    ("[9223372036854775807,-9223372036854775808]", [Int.max, Int.min]),
    ("[1,2.0]", [1, 2]), ("[1e2]", [100]), ("[0.0,-3.0]", [0, -3]),
  ])
  func readsWholeNumbers(text: String, expected: [Int]) throws {
    #expect(try JSON.wholeNumbers(Array(text.utf8), file: "f") == expected)
  }

  @Test(arguments: [
    ("[1,2.5]", "byte 3"), ("[1,]", "byte 3"), ("[1 2]", "byte 3"), ("[1", "byte 2"),
    ("{}", "byte 0"), ("", "byte 0"), ("[1]x", "byte 3"), ("[01]", "byte 1"), ("[-]", "byte 1"),
    ("[1e-2]", "byte 1"), ("[00.0]", "byte 1"), ("[1e30]", "byte 1"), ("[\"1\"]", "byte 1"),
    ("[9223372036854775808]", "byte 1"),
  ])
  func namesThePlaceOfAnythingElse(text: String, place: String) {
    let error = #expect(throws: InterchangeError.self) {
      try JSON.wholeNumbers(Array(text.utf8), file: "f")
    }
    #expect(error?.place == place, "\(error?.description ?? "")")
  }

  private struct Settings: Codable, Equatable {
    var rate: Double
    var name: String
  }

  @Test func writesSortedAndReadsBack() throws {
    let settings = Settings(rate: 0.1, name: "a/b")
    let text = String(decoding: try JSON.encoded(settings), as: UTF8.self)
    #expect(text == "{\n  \"name\" : \"a/b\",\n  \"rate\" : 0.1\n}\n")
    try withTemporaryDirectory { directory in
      try JSON.write(settings, to: directory + "/f")
      #expect(try JSON.read(Settings.self, from: directory + "/f") == settings)
      try AtomicFile.write("{\"rate\": \"x\", \"name\": \"\"}", to: directory + "/f")
      let error = #expect(throws: InterchangeError.self) {
        try JSON.read(Settings.self, from: directory + "/f")
      }
      #expect(error?.place == "rate")
    }
    let error = #expect(throws: InterchangeError.self) {
      try JSON.encoded(Settings(rate: .nan, name: ""), for: "f")
    }
    #expect(error?.place == "rate")
  }

  @Test(arguments: [
    ("", "byte 0"), ("{\"rate\": 1,", "byte 11"), ("{\"rate\" 1}", "byte 8"),
    ("{\"rate\": 1e999, \"name\": \"\"}", "byte 9"), ("{\"rate\": 1} x", "byte 12"),
    ("{\"rate\": nul}", "byte 9"), (String(repeating: "[", count: 100_000), "byte 256"),
  ])
  func tellsWhereAFileIsNoJSON(text: String, place: String) throws {
    try withTemporaryDirectory { directory in
      try AtomicFile.write(text, to: directory + "/f")
      let error = #expect(throws: InterchangeError.self) {
        try JSON.read(Settings.self, from: directory + "/f")
      }
      #expect(error?.place == place, "\(error?.description ?? "")")
    }
  }

  @Test func survivesHostileBytes() {
    let outcome = expectNoSurprise(
      hostileVariants(of: Array("[3, 8, -12,\n 0]".utf8), mutations: 4000, seed: 5)
    ) { _ = try JSON.wholeNumbers($0, file: "f") }
    #expect(outcome.accepted > 0 && outcome.refused > 0)
  }
}
