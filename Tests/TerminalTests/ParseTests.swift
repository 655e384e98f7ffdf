import Testing
import Text

import Terminal

@Suite struct ParseTests {
  @Test func valuesFollowTheirOptionOrAnEqualsSign() throws {
    let arguments = try Sample.arguments("train", "--arch", "vgg16", "--epochs=3", "--augment")
    #expect(arguments.command == "misclass train")
    #expect(try arguments.value("arch", .string) == "vgg16")
    #expect(try arguments.value("epochs", .int(in: 1...10)) == 3)
    #expect(arguments.flag("augment"))
    #expect(!arguments.isQuiet)
    #expect(try arguments.value(ifGiven: "learning-rate-schedule", .string) == nil)
    #expect(try arguments.value("learning-rate-schedule", .string, default: "cosine") == "cosine")
  }

  @Test func anEqualsSignInAValueAndDashesAfterOneStay() throws {
    let arguments = try Sample.arguments("train", "--arch=--a=b")
    #expect(try arguments.value("arch", .string) == "--a=b")
  }

  @Test(arguments: [
    ["confusion", "--predictions", "a", "b", "--json", "--predictions", "c"],
    ["confusion", "--predictions=a", "--predictions=b", "--predictions", "c", "--json"],
  ])
  func repeatableOptionsGatherInOrder(words: [String]) throws {
    guard case .run(_, let arguments) = try Sample.root.parse(words) else { throw Failure() }
    #expect(try arguments.values("predictions", .string) == ["a", "b", "c"])
    #expect(arguments.wantsJSON)
  }

  @Test func aLoneDashAndNegativeNumbersAreValues() throws {
    #expect(try Sample.arguments("erase", "--top", "-1.5").value("top", .string) == "-1.5")
    #expect(try Sample.arguments("erase", "--top", "-.5,2").value("top", .string) == "-.5,2")
    #expect(try Sample.arguments("erase", "--top", "-").value("top", .string) == "-")
  }

  @Test func nestedCommandsAndPositionals() throws {
    let arguments = try Sample.arguments("data", "info", "a", "--quiet", "--", "--b", "-h")
    #expect(arguments.command == "misclass data info")
    #expect(arguments.positionals == ["a", "--b", "-h"])
    #expect(arguments.isQuiet)
    #expect(try Sample.arguments("erase", "sweep").command == "misclass erase sweep")
    #expect(try Sample.arguments("erase").command == "misclass erase")
  }

  @Test(
    arguments: [
      ([], "a command is missing: expected one of train, confusion, erase, data", nil, "misclass"),
      (["trian"], "unknown command 'trian'", "train", "misclass"),
      (["conf"], "unknown command 'conf'", "confusion", "misclass"),
      (["xyzzy"], "unknown command 'xyzzy'", nil, "misclass"),
      (["--hlep"], "expected a command, found '--hlep'", "--help", "misclass"),
      (["data"], "'misclass data' needs a command: expected one of info", nil, "misclass data"),
      (
        ["data", "inof"], "'misclass data' has no command 'inof': expected one of info", "info",
        "misclass data"
      ),
      (["erase", "swep"], "unexpected argument 'swep'", "sweep", "misclass erase"),
      (["train"], "missing: --arch NAME", nil, "misclass train"),
      (["confusion"], "missing: --predictions FILE...", nil, "misclass confusion"),
      (["data", "info"], "missing: DIR", nil, "misclass data info"),
      (["train", "--epoch", "3"], "unknown option '--epoch'", "--epochs", "misclass train"),
      (["train", "--epohcs=3"], "unknown option '--epohcs'", "--epochs", "misclass train"),
      (["train", "-q"], "unknown option '-q'", nil, "misclass train"),
      (["train", "--augment=1"], "--augment takes no value, found '1'", nil, "misclass train"),
      (
        ["train", "--arch", "--augment"],
        "--arch needs a value: expected NAME, found '--augment'", nil, "misclass train"
      ),
      (
        ["train", "--arch"], "--arch needs a value: expected NAME, found nothing", nil,
        "misclass train"
      ),
      (["train", "--arch", "a", "--arch=b"], "--arch is given twice", nil, "misclass train"),
      (["train", "--arch", "a", "b"], "unexpected argument 'b'", nil, "misclass train"),
    ] as [([String], String, String?, String)])
  func wrongUsageIsNamed(words: [String], problem: String, near: String?, command: String) {
    #expect(throws: UsageError(problem, suggestion: near, command: command)) {
      try Sample.root.parse(words)
    }
  }

  @Test func theMessageSuggestsAndPointsToHelp() {
    let error = UsageError("unknown option '--epoch'", suggestion: "--epochs", command: "m train")
    #expect(
      error.description
        == "unknown option '--epoch'; did you mean '--epochs'?\nsee 'm train --help'")
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1),
    ("kitten", "sitting", 3), ("ca", "abc", 3), ("a", "ab", 1),
  ])
  func spellingDistance(first: String, second: String, expected: Int) {
    #expect(Spelling.distance(first, second) == expected)
    #expect(Spelling.distance(second, first) == expected)
  }
}
