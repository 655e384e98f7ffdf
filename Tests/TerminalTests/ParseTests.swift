import Testing
import Text

import Terminal

@Suite struct ParseTests {
  private typealias Train = Sample.TrainOptions
  private typealias Confusion = Sample.ConfusionOptions

  @Test func valuesFollowTheirOptionOrAnEqualsSign() throws {
    let arguments = try Sample.arguments(
      Train(), "train", "--arch", "vgg16", "--epochs=3", "--augment")
    #expect(arguments.architecture == "vgg16")
    #expect(arguments.epochs == 3)
    #expect(arguments.augments)
    #expect(!arguments.common.quiet)
    #expect(arguments.out == nil)
    #expect(arguments.rate.schedule == "cosine")
    #expect(!arguments.rate.isGiven(\.schedule))
    #expect(arguments.spellings == ["--arch", "--epochs", "--augment"])
    #expect(arguments.rate.spellings == [])
  }

  @Test func anEqualsSignInAValueAndDashesAfterOneStay() throws {
    #expect(try Sample.arguments(Train(), "train", "--arch=--a=b").architecture == "--a=b")
  }

  @Test(arguments: [
    ["-p", "p", "-o", "a", "-q", "-f"], ["-pp", "-oa", "-qf"], ["-fqp", "p", "-fo=a"],
    ["--predictions", "p", "-qfo", "a"],
  ])
  func shortOptions(words: [String]) throws {
    guard case .run(_, let given) = try Sample.root.parse(["confusion"] + words) else {
      throw Failure()
    }
    let arguments = Arguments(Confusion(), given: given)
    #expect(arguments.predictions == ["p"])
    #expect(arguments.out == "a")
    #expect(arguments.common.quiet && arguments.common.force)
  }

  @Test(arguments: [
    ["confusion", "--predictions", "a", "b", "--json", "--predictions", "c"],
    ["confusion", "--predictions=a", "--predictions=b", "--predictions", "c", "--json"],
    ["confusion", "-p", "a", "b", "-pc", "--json"],
  ])
  func repeatableOptionsGatherInOrder(words: [String]) throws {
    guard case .run(_, let given) = try Sample.root.parse(words) else { throw Failure() }
    let arguments = Arguments(Confusion(), given: given)
    #expect(arguments.predictions == ["a", "b", "c"])
    #expect(arguments.json)
  }

  @Test func listsOfOptions() throws {
    let arguments = try Sample.arguments(
      Sample.SweepOptions(), "erase", "sweep", "--model", "m", "--out", "o", "--table-b", "3")
    #expect(arguments.tables == [nil, 3])
  }

  @Test func aLoneDashAndNegativeNumbersAreValues() throws {
    for value in ["-1.5", "-.5,2", "-"] {
      #expect(try Sample.arguments(Sample.EraseOptions(), "erase", "--top", value).top == value)
    }
  }

  @Test func aLoneDashIsAStandardFile() throws {
    let arguments = try Sample.arguments(Confusion(), "confusion", "-p", "-", "-o", "-")
    #expect(arguments.predictions == ["/dev/stdin"] && arguments.out == "/dev/stdout")
    #expect(arguments.outputFiles == ["/dev/stdout"] && arguments.writesToStandardOutput)
  }

  @Test func argumentsByPlace() throws {
    let arguments = try Sample.arguments(
      Sample.InfoOptions(), "data", "info", "a", "--quiet", "--", "--b", "-h")
    #expect(arguments.directory == "a")
    #expect(arguments.files == ["--b", "-h"])
    #expect(arguments.common.quiet)
  }

  @Test(
    arguments: [
      (["trian"], "unknown command 'trian'", "train", "misclass"),
      (["conf"], "unknown command 'conf'", "confusion", "misclass"),
      (["xyzzy"], "unknown command 'xyzzy'", nil, "misclass"),
      (["count"], "'misclass count' is now 'misclass confusion'", nil, "misclass confusion"),
      (["help", "trian"], "unknown command 'trian'", "train", "misclass"),
      (["help", "erase", "swep"], "'misclass erase' has no command 'swep'", "sweep", nil),
      (["completions"], "missing: SHELL", nil, "misclass completions"),
      (
        ["completions", "fsh"], "SHELL: expected one of bash, zsh, fish, found 'fsh'", "zsh",
        "misclass completions"
      ),
      (["--hlep"], "expected a command, found '--hlep'", "--help", "misclass"),
      (["data"], "'misclass data' needs a command: expected one of info", nil, "misclass data"),
      (
        ["data", "inof"], "'misclass data' has no command 'inof': expected one of info", "info",
        "misclass data"
      ),
      (["erase", "swep"], "unexpected argument 'swep'", "sweep", "misclass erase"),
      (["train"], "missing: --arch NAME", nil, "misclass train"),
      (["confusion"], "missing: --predictions FILE...", nil, "misclass confusion"),
      (
        ["erase", "sweep"], "missing: --model RUN or --ensemble RUN..., --out DIR", nil,
        "misclass erase sweep"
      ),
      (
        ["erase", "sweep", "--out", "o", "--model", "m", "--ensemble", "n"],
        "expected --model or --ensemble, found both", nil, "misclass erase sweep"
      ),
      (
        ["confusion", "-p", "p", "--split", "test"], "--split needs --data", nil,
        "misclass confusion"
      ),
      (
        ["confusion", "-p", "p", "--data", "d", "--labels", "l"],
        "expected --data or --labels, found both", nil, "misclass confusion"
      ),
      (["data", "info"], "missing: DIR", nil, "misclass data info"),
      (["train", "--epoch", "3"], "unknown option '--epoch'", "--epochs", "misclass train"),
      (["train", "--epohcs=3"], "unknown option '--epohcs'", "--epochs", "misclass train"),
      (["train", "-x"], "unknown option '-x'", nil, "misclass train"),
      (["train", "-p", "p"], "unknown option '-p'", nil, "misclass train"),
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
      (
        ["train", "--arch", "a", "--seed", "abc"],
        "--seed: expected a whole number from 0 to 18446744073709551615, found 'abc'", nil,
        "misclass train"
      ),
    ] as [([String], String, String?, String?)])
  func wrongUsageIsNamed(words: [String], problem: String, near: String?, command: String?) {
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
