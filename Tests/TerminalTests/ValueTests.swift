import Testing

import Terminal

@Suite struct ValueTests {
  enum Fruit: String, CaseIterable { case apple, pear }

  /// The value of the option `top` of a kind, for a text.
  private func top<Value>(_ text: String, _ kind: ValueKind<Value>) throws -> Value? {
    try Sample.value(Option("top", "Q", kind, help: ""), "--top=" + text)
  }

  @Test(arguments: ["0", "11", "-1", "1.0", "x", "", "99999999999999999999", "1_0", " 1"])
  func wholeNumbersOutOfRangeOrNone(text: String) throws {
    let expected = "--top: expected a whole number from 1 to 10, found '\(text)'"
    #expect(throws: UsageError(expected, command: "m c")) { try top(text, .int(in: 1...10)) }
  }

  @Test(arguments: ["nan", "inf", "-0.1", "1.01", "1e400", "half", ""])
  func numbersOutOfRangeOrNone(text: String) throws {
    let expected = "--top: expected a number from 0.0 to 1.0, found '\(text)'"
    #expect(throws: UsageError(expected, command: "m c")) { try top(text, .double(in: 0...1)) }
  }

  @Test func openRangesTakeWhatIsFinite() throws {
    #expect(try top("1e300", .double(in: 0...(.infinity))) == 1e300)
    #expect(throws: UsageError.self) { try top("inf", .double(in: 0...(.infinity))) }
    let expected = "--top: expected a whole number, at least 1, found '0'"
    #expect(throws: UsageError(expected, command: "m c")) { try top("0", .int(in: 1...(.max))) }
  }

  @Test func choicesSuggestTheNearest() throws {
    #expect(try top("pear", .choice(of: Fruit.self)) == .pear)
    let error = UsageError(
      "--top: expected one of apple, pear, found 'aple'", suggestion: "apple", command: "m c")
    #expect(throws: error) { try top("aple", .choice(of: Fruit.self)) }
  }

  @Test func ofAListTheWrongOneIsSuggested() throws {
    #expect(try top("pear,apple", .list(of: .choice(of: Fruit.self))) == [.pear, .apple])
    let error = UsageError(
      "--top: expected one of apple, pear, several parted by commas, found 'pear,aple'",
      suggestion: "apple", command: "m c")
    #expect(throws: error) { try top("pear,aple", .list(of: .choice(of: Fruit.self))) }
    let all = ValueKind.list(of: .choice(of: Fruit.self)).or("all", for: Fruit.allCases)
    #expect(try top("all", all) == [.apple, .pear])
  }

  @Test func kindsOfOnesOwn() throws {
    let even = ValueKind(expected: "an even number") { Int($0).flatMap { $0 % 2 == 0 ? $0 : nil } }
    #expect(try top("4", even) == 4)
    #expect(throws: UsageError("--top: expected an even number, found '3'", command: "m c")) {
      try top("3", even)
    }
  }

  /// What the help shows is what holds.
  @Test func defaultsAreShownAsTheyAreTyped() throws {
    func check<Value: Equatable>(
      _ option: Option<Value>, _ value: Value, _ text: String?
    ) throws {
      #expect(option.declaration.defaultText == text)
      #expect(try Sample.value(option) == value)
    }
    try check(Option("a", "N", .int(in: 0...9), help: "", default: 3), 3, "3")
    try check(Option("a", "N", .double(in: 0...9), help: "", default: 3), 3, "3")
    try check(Option("a", "N", .double(in: 0...9), help: "", default: 0.3), 0.3, "0.3")
    try check(Option("a", "N", .choice(of: Fruit.self), help: "", default: .pear), .pear, "pear")
    try check(
      Option("a", "N", .list(of: .int(in: 0...9)), help: "", default: [1, 2]), [1, 2], "1,2")
    try check(
      Option(several: "a", "N", .int(in: 0...9), help: "", default: [1, 2]), [1, 2], "1 2")
    try check(Option("a", "N", .int(in: 0...9), help: ""), nil, nil)
    try check(Option("a", "N", .int(in: 0...9), help: "", otherwise: "many"), nil, "many")
    try check(Option(flag: "a", help: ""), false, nil)
  }

  @Test func seedsAndThreads() throws {
    func common(_ words: String...) throws -> Arguments<CommonOptions> {
      guard case .run(_, let given) = try Sample.root.parse(["erase"] + words) else {
        throw Failure()
      }
      return Arguments(CommonOptions(), given: given)
    }
    let largest = try common("--seed", "18446744073709551615", "--threads=256")
    #expect(largest.seed == .max)
    #expect(largest.threadCount == 256)
    let plain = try common("--force")
    #expect(plain.seed == 0)
    #expect((1...256).contains(plain.threadCount))
    #expect(plain.force)
    for wrong in ["0", "257", "many"] {
      #expect(throws: UsageError.self) { try common("--threads", wrong) }
    }
  }

  @Test(arguments: [
    ("0,5,9", [0, 5, 9]), ("0-3", [0, 1, 2, 3]), ("7", [7]), ("8-9,1,9,0-1", [8, 9, 1, 0]),
    ("3-3", [3]),
  ])
  func indexLists(text: String, expected: [Int]) throws {
    let list = try top(text, .indexList)
    #expect(try list?.indices(below: 10, option: "top") == expected)
  }

  @Test(arguments: ["", ",", "1,", "a", "3-1", "-1", "1-", "1-2-3", "+1", "1 ,2", "٣"])
  func wrongIndexLists(text: String) throws {
    #expect(throws: UsageError.self) { try top(text, .indexList) }
  }

  @Test func indicesBeyondTheEnd() throws {
    let list = try #require(IndexList("0-999999999999"))
    #expect(throws: UsageError("--indices: expected indices from 0 to 9, found 999999999999")) {
      try list.indices(below: 10, option: "indices")
    }
    #expect(throws: UsageError.self) { try list.indices(below: 0, option: "indices") }
  }
}
