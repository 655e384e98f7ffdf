import Testing

/// What the program says of itself, and to somebody who mistypes.
@Suite struct HelpTests {
  static let commands = [
    "data info", "data shortcuts", "synth", "networks", "train", "convert", "predict", "correct",
    "confusion",
    "confusion network",
    "report", "homogeneity", "patterns", "compare", "scores", "saliency", "erase", "erase sweep",
    "erase minimal", "evaluate-explanations", "undesirable", "obalex", "sis", "study",
    "causes", "merge", "paper", "paper causal", "paper undesirable", "paper obalex", "paper sis",
  ]

  @Test func versionNamesInstructionSetAndThreads() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run("--version")
      #expect(result.code == 0 && result.err == "")
      #expect(result.out.hasPrefix("misclass "))
      #expect(result.out.contains("instruction set") && result.out.contains("threads"))
    }
  }

  @Test func withoutACommandTheHelpIsAComplaint() async throws {
    try await withWorkplace { place in
      let (nothing, asked) = (try await place.program.run(), try await place.program.run("help"))
      #expect(nothing.code == 2 && nothing.out == "")
      #expect(asked.code == 0 && asked.err == "" && asked.out == nothing.err)
    }
  }

  @Test func helpListsEveryCommand() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run("--help")
      #expect(result.code == 0 && result.err == "")
      #expect(result.out.hasPrefix("Example"))
      for command in Self.commands { #expect(result.out.contains("\n  \(command) "), "\(command)") }
    }
  }

  @Test(arguments: commands)
  func helpOfACommandBeginsWithAnExample(command: String) async throws {
    try await withWorkplace { place in
      let words = command.split(separator: " ").map(String.init)
      let result = try await place.program.run(words + ["--help"])
      let lines = result.out.split(separator: "\n")
      #expect(result.code == 0 && result.err == "")
      #expect(lines[0].hasPrefix("Example"))
      #expect(lines[1].hasPrefix("  misclass \(command)"))
      for option in ["-j, --threads", "-s, --seed", "-f, --force", "-q, --quiet", "-h, --help"] {
        #expect(result.out.contains("\n  \(option)"), "\(option)")
      }
    }
  }

  struct Misuse: CustomTestStringConvertible, Sendable {
    let line: String
    let message: String
    var testDescription: String { "misclass " + line }

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
  }

  @Test(arguments: [
    Misuse("network --predictions p.csv", "is now 'misclass confusion network'"),
    Misuse("erase", "missing: --model FILE|RUN or --ensemble FILE|RUN..., --data DIR, --out DIR"),
    Misuse("confusion --predictions p.csv --seed abc", "--seed: expected a whole number"),
    Misuse("confuson", "did you mean 'confusion'?"),
    Misuse("data inof", "did you mean 'info'?"),
    Misuse("confusion --predictons p.csv", "did you mean '--predictions'?"),
    Misuse("confusion", "missing: --predictions FILE"),
    Misuse("confusion --predictions p.csv --split test", "--split needs --data"),
    Misuse("homogeneity", "missing: --predictions FILE... or --counts FILE"),
    Misuse("homogeneity --counts t.csv --predictions p.csv q.csv", "found both"),
    Misuse("homogeneity --counts t.csv --labels l.npy", "--labels needs --predictions"),
    Misuse("homogeneity --predictions p.csv q.csv --images-per-class 9", "needs --counts"),
    Misuse("homogeneity --counts t.csv --images-per-class 0", "--images-per-class: expected"),
    Misuse("homogeneity --predictions p.csv --resamples -1", "--resamples: expected"),
    Misuse("patterns", "missing: --predictions FILE"),
    Misuse("patterns --predictions p.csv --margin 1", "--margin: expected a number"),
    Misuse("patterns --predictions p.csv --out o.csv", "--out needs --humans"),
    Misuse("compare --predictions p.csv", "--predictions: expected 2 or more, found 1"),
    Misuse("scores --predictions p.csv", "missing: --group NAME=A>B"),
    Misuse("scores --predictions p.csv --group a=0>1", "--group: expected 2 or more, found 1"),
    Misuse("scores --predictions p.csv --group a=0>1 b=1>0 --statistic logit", "--statistic"),
    Misuse("confusion --predictions p.csv --classes a,b,a", "different names"),
    Misuse("synth --out d --threads 0", "--threads: expected a whole number from 1 to 256"),
    Misuse("synth --out d --seed -1", "--seed: expected a whole number"),
    Misuse("synth --out d --test-morphology 0.9", "interference and morphology together"),
    Misuse("synth --out d --test-morphology nan", "--test-morphology: expected a number"),
    Misuse("synth --out d --test-images 50001", "--test-images: expected a whole number"),
    Misuse("data info --data planted:x", "planted:SEED"),
    Misuse("predict --model m --data planted --out p --split tset", "did you mean 'test'?"),
    Misuse("erase --model m --data planted --out e --box 3x", "--box: expected HEIGHTxWIDTH"),
    Misuse("erase --model m --data planted --out e --box 0x3", "--box: expected HEIGHTxWIDTH"),
    Misuse("erase --model m --data planted --out e --top 1.5", "--top: expected a number"),
    Misuse("erase --model m --data planted --out e --fill zeros", "did you mean 'zero'?"),
    Misuse("erase --model m --data planted --out e --never-touch", "--never-touch needs --spare"),
    Misuse(
      "saliency --model m --data planted --out o --misclassified --indices 1", "found both"),
    Misuse("saliency --model m --data planted --out o --indices 3-1", "--indices: expected"),
    Misuse("saliency --model m --data planted --out o --target elipse", "did you mean 'ellipse'?"),
    Misuse("saliency --model m --data planted --out o --indices 2000", "indices from 0 to 1999"),
  ])
  func wrongUsageEndsWith2(misuse: Misuse) async throws {
    try await withWorkplace { place in
      let result = try await place.program.run(misuse.line.split(separator: " ").map(String.init))
      #expect(result.code == 2 && result.out == "")
      #expect(result.err.contains(misuse.message), "\(result.err)")
      #expect(result.err.contains("--help'"), "\(result.err)")
      #expect(try place.contents() == [])
    }
  }
}
