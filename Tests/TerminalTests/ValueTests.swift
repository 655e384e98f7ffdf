import Testing

import Terminal

@Suite struct ValueTests {
  enum Fruit: String, CaseIterable { case apple, pear }

  private func top(_ text: String) throws -> Arguments {
    try Sample.arguments("erase", "--top=" + text)
  }

  @Test(arguments: ["0", "11", "-1", "1.0", "x", "", "99999999999999999999", "1_0", " 1"])
  func wholeNumbersOutOfRangeOrNone(text: String) throws {
    let expected = "--top: expected a whole number from 1 to 10, found '\(text)'"
    #expect(throws: UsageError(expected, command: "misclass erase")) {
      try top(text).value("top", .int(in: 1...10))
    }
  }

  @Test(arguments: ["nan", "inf", "-0.1", "1.01", "1e400", "half", ""])
  func numbersOutOfRangeOrNone(text: String) throws {
    let expected = "--top: expected a number from 0.0 to 1.0, found '\(text)'"
    #expect(throws: UsageError(expected, command: "misclass erase")) {
      try top(text).value("top", .double(in: 0...1))
    }
  }

  @Test func openRangesTakeWhatIsFinite() throws {
    #expect(try top("1e300").value("top", .double(in: 0...(.infinity))) == 1e300)
    #expect(throws: UsageError.self) {
      try top("inf").value("top", .double(in: 0...(.infinity)))
    }
    #expect(
      throws: UsageError(
        "--top: expected a whole number, at least 1, found '0'", command: "misclass erase")
    ) {
      try top("0").value("top", .int(in: 1...(.max)))
    }
  }

  @Test func choicesSuggestTheNearest() throws {
    #expect(try top("pear").value("top", .choice(of: Fruit.self)) == .pear)
    let error = UsageError(
      "--top: expected one of apple, pear, found 'aple'", suggestion: "apple",
      command: "misclass erase")
    #expect(throws: error) { try top("aple").value("top", .choice(of: Fruit.self)) }
  }

  @Test func ofAListTheWrongOneIsSuggested() throws {
    #expect(
      try top("pear,apple").value("top", .list(of: .choice(of: Fruit.self))) == [.pear, .apple])
    let error = UsageError(
      "--top: expected one of apple, pear, several parted by commas, found 'pear,aple'",
      suggestion: "apple", command: "misclass erase")
    #expect(throws: error) {
      try top("pear,aple").value("top", .list(of: .choice(of: Fruit.self)))
    }
  }

  @Test func kindsOfOnesOwn() throws {
    let even = ValueKind(expected: "an even number") { Int($0).flatMap { $0 % 2 == 0 ? $0 : nil } }
    #expect(try top("4").value("top", even) == 4)
    #expect(
      throws: UsageError("--top: expected an even number, found '3'", command: "misclass erase")
    ) {
      try top("3").value("top", even)
    }
  }

  @Test func aMissingValueIsNamed() throws {
    let error = UsageError(
      "--top is missing", command: "misclass erase")
    #expect(throws: error) { try Sample.arguments("erase").value("top", .string) }
  }

  @Test func seedsAndThreads() throws {
    let largest = try Sample.arguments("erase", "--seed", "18446744073709551615", "--threads=256")
    #expect(try largest.seed() == .max)
    #expect(try largest.threads() == 256)
    let plain = try Sample.arguments("erase", "--force")
    #expect(try plain.seed(default: 5) == 5)
    #expect((1...256).contains(try plain.threads()))
    #expect(plain.isForced)
    for wrong in ["0", "257", "many"] {
      #expect(throws: UsageError.self) {
        try Sample.arguments("erase", "--threads", wrong).threads()
      }
    }
  }

  @Test(arguments: [
    ("0,5,9", [0, 5, 9]), ("0-3", [0, 1, 2, 3]), ("7", [7]), ("8-9,1,9,0-1", [8, 9, 1, 0]),
    ("3-3", [3]),
  ])
  func indexLists(text: String, expected: [Int]) throws {
    let list = try top(text).value("top", .indexList)
    #expect(try list.indices(below: 10, option: "top") == expected)
  }

  @Test(arguments: ["", ",", "1,", "a", "3-1", "-1", "1-", "1-2-3", "+1", "1 ,2", "٣"])
  func wrongIndexLists(text: String) throws {
    #expect(throws: UsageError.self) { try top(text).value("top", .indexList) }
  }

  @Test func indicesBeyondTheEnd() throws {
    let list = try #require(IndexList("0-999999999999"))
    #expect(throws: UsageError("--indices: expected indices from 0 to 9, found 999999999999")) {
      try list.indices(below: 10, option: "indices")
    }
    #expect(throws: UsageError.self) { try list.indices(below: 0, option: "indices") }
  }
}
