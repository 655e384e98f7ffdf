import Foundation
import Testing

import Terminal

@Suite struct MainTests {
  private struct BadFile: Error {}
  private struct BadOption: Error, CustomStringConvertible {
    let description = "the box: too large"
  }

  private static func code(for error: any Error) -> ExitCode {
    switch error {
    case is BadFile, is CocoaError: .badData
    case is BadOption: .wrongUsage
    default: .failed
    }
  }

  /// What a program says when its one command throws.
  private func failing(_ error: any Error & Sendable) -> (code: ExitCode, err: String) {
    let paper = Paper()
    let root = RootCommand(
      "m", summary: "",
      groups: [
        CommandGroup("", [Command("c", summary: "", options: NoOptions()) { _ in throw error }])
      ],
      version: { "" })
    let console = Console(
      quiet: true, isTerminal: false, width: { 80 }, environment: [:], write: paper.write)
    let code = root.main(
      ["c"], codeForOthers: Self.code, width: 80, console: console, show: { _ in })
    return (code, paper.text)
  }

  @Test func errorsOfOtherParts() {
    #expect(failing(Failure()) == (.failed, "m: error: it failed\n"))
    #expect(failing(Interrupted()) == (.interrupted, "m: interrupted\n"))
    let preempted = failing(Interrupted(.scheduler))
    #expect(preempted.code == .preempted && preempted.err.contains("the same command goes on"))
    #expect(
      failing(BadOption()) == (.wrongUsage, "m: error: the box: too large\nsee 'm c --help'\n"))
    let missing = CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: "a/b.csv"])
    let (code, text) = failing(missing)
    #expect(code == .badData && text.hasPrefix("m: error: a/b.csv: "))
  }

  @Test func errorsOfOtherPartsMayBeToldInOtherWords() {
    let paper = Paper()
    let console = Console(
      quiet: true, isTerminal: false, width: { 80 }, environment: [:], write: paper.write)
    let root = RootCommand(
      "m", summary: "",
      groups: [
        CommandGroup(
          "", [Command("c", summary: "", options: NoOptions()) { _ in throw BadOption() }])
      ],
      version: { "" })
    let code = root.main(
      ["c"], codeForOthers: Self.code, textForOthers: { "\($0), try --box" }, width: 80,
      console: console, show: { _ in })
    #expect(code == .wrongUsage)
    #expect(paper.text == "m: error: the box: too large, try --box\nsee 'm c --help'\n")
  }

  private func run(
    _ words: [String], environment: [String: String] = [:], isTerminal: Bool = false
  ) -> (code: ExitCode, out: String, err: String) {
    let (out, err) = (Paper(), Paper())
    let console = Console(
      quiet: false, isTerminal: isTerminal, width: { 80 }, environment: environment,
      write: err.write)
    let code = Sample.root.main(
      words, codeForOthers: Self.code, width: 80, console: console, show: out.write)
    return (code, out.text, err.text)
  }

  @Test func successSaysNothing() {
    let (code, out, err) = run(["train", "--arch", "a"])
    #expect((code, out, err) == (.done, "", ""))
  }

  @Test func helpGoesToStandardOutput() {
    let (code, out, err) = run(["train", "--help"])
    #expect(code == .done && out.hasPrefix("Example:") && err.isEmpty)
  }

  /// Nothing was asked for, so nothing is on standard output.
  @Test func withoutACommandTheHelpIsAComplaint() {
    let (code, out, err) = run([])
    #expect(code == .wrongUsage && out.isEmpty)
    #expect(err == Sample.root.help())
  }

  @Test func textThatCannotBeShownIsAFailure() {
    for words in [["--help"], ["--version"], ["help", "train"], ["manual"]] {
      let paper = Paper()
      let console = Console(
        quiet: false, isTerminal: false, width: { 80 }, environment: [:], write: paper.write)
      let code = Sample.root.main(
        words, codeForOthers: Self.code, width: 80, console: console,
        show: { _ in throw OutputError.lost(path: "standard output", reason: "full") })
      #expect(code == .failed && paper.text == "misclass: error: standard output: full\n")
    }
  }

  /// Control characters could hide or forge what stands on a terminal.
  @Test func messagesAreShownAndDoNothingElse() {
    let paper = Paper()
    let console = Console(
      quiet: false, isTerminal: false, width: { 80 }, environment: [:], write: paper.write)
    console.message("a\u{1B}[2Jb\u{9B}\u{202E}c\rd\ne")
    #expect(paper.text == "a\\u{1b}[2Jb\\u{9b}\\u{202e}c\\u{d}d\ne\n")
  }

  @Test func longMessagesAreWrappedAtWordsOnATerminal() {
    let text = "expected one of " + (1...30).map { "word\($0)" }.joined(separator: ", ")
    for isTerminal in [true, false] {
      let paper = Paper()
      let console = Console(
        quiet: false, isTerminal: isTerminal, width: { 60 }, environment: ["NO_COLOR": "1"],
        write: paper.write)
      console.error(text, program: "misclass")
      let lines = paper.text.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 59 } == isTerminal)
      #expect(lines.joined(separator: " ") == "misclass: error: " + text)
    }
  }

  @Test func wrongUsage() {
    let (code, out, err) = run(["train", "--epoch", "3"])
    #expect(code == .wrongUsage && out.isEmpty)
    #expect(
      err == """
        misclass: error: unknown option '--epoch'; did you mean '--epochs'?
        see 'misclass train --help'

        """)
  }

  @Test func usageErrorsFromWithinACommandLearnItsName() {
    let (code, _, err) = run(["data", "info", "d"])
    #expect(code == .wrongUsage)
    #expect(err.hasSuffix("these images do not fit\nsee 'misclass data info --help'\n"))
  }

  @Test func failureInColorOnlyWhereWanted() {
    #expect(run(["erase"]).err == "misclass: error: it failed\n")
    #expect(run(["erase"]).code == .failed)
    let red = "misclass: \u{1B}[1;31merror:\u{1B}[0m it failed\n"
    #expect(run(["erase"], isTerminal: true).err == red)
    #expect(run(["erase"], environment: ["NO_COLOR": ""], isTerminal: true).err == red)
    let plain = "misclass: error: it failed\n"
    #expect(run(["erase"], environment: ["NO_COLOR": "1"], isTerminal: true).err == plain)
    #expect(run(["erase"], environment: ["TERM": "dumb"], isTerminal: true).err == plain)
  }

  @Test func codes() {
    #expect(ExitCode(for: BadFile(), others: Self.code) == .badData)
    #expect(ExitCode(for: Failure(), others: Self.code) == .failed)
    #expect(ExitCode(for: UsageError("x"), others: { _ in .badData }) == .wrongUsage)
    #expect(ExitCode(for: Interrupted(), others: { _ in .badData }) == .interrupted)
    #expect(
      [ExitCode.done, .failed, .wrongUsage, .badData, .preempted, .interrupted].map(\.rawValue)
        == [0, 1, 2, 3, 75, 130])
  }

  @Test func quietKeepsWarnings() {
    let paper = Paper()
    let console = Console(
      quiet: true, isTerminal: false, width: { 80 }, environment: [:], write: paper.write)
    console.message("a remark")
    console.warning("careful", program: "misclass")
    let meter = console.progress("work", total: 2, unit: "images")
    meter.advance(to: 2)
    meter.finish()
    #expect(paper.text == "misclass: warning: careful\n")
  }

  private func inDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("misclass-output-\(UUID().uuidString)")
    try OutputDirectory.prepare(directory.path, force: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.path)
  }

  @Test func outputsAreCheckedBeforeTheCommandRuns() throws {
    try inDirectory { directory in
      let (a, b) = (directory + "/a", directory + "/./a")
      let (there, link) = (directory + "/there", directory + "/link")
      #expect(FileManager.default.createFile(atPath: there, contents: Data()))
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere/x")
      let lines: [([String], ExitCode, String)] = [
        (["-o", a], .done, ""),
        (["-o", a, "--svg", b], .wrongUsage, "--out and --svg name the same file"),
        (["-o", there], .failed, "there exists; --force"),
        (["-o", there, "-f"], .done, ""),
        (["-o", directory], .failed, "expected a file to write, found a directory"),
        (["-o", directory + "/none/a"], .failed, "there is no directory"),
        (["-o", link], .failed, "there is no directory"),
        (["-o", "/dev/null", "--svg", "/dev/null"], .done, ""),
        (["-o", "-"], .done, ""), (["-o", "/dev/stdout"], .done, ""),
        (["-o", "-", "--svg", "/dev/stdout"], .wrongUsage, "name the same file"),
        (["-o", "-", "--json"], .wrongUsage, "--out and --json both write to standard output"),
      ]
      for (words, code, message) in lines {
        let result = run(["confusion", "-p", directory + "/p.csv"] + words)
        #expect(result.code == code, "\(words): \(result.err)")
        #expect(message.isEmpty ? result.err.isEmpty : result.err.contains(message))
      }
      let own = run(["confusion", "-p", there, "-o", there, "-f"])
      #expect(own.code == .wrongUsage && own.err.contains("--predictions and --out name the same"))
    }
  }

  @Test func outputFiles() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "misclass-output-\(UUID().uuidString)")
    try OutputDirectory.prepare(directory.path + "/a/b", force: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.path + "/a/file"
    try OutputFile.check(file, force: false)
    #expect(FileManager.default.createFile(atPath: file, contents: Data()))
    #expect(throws: OutputError.exists(path: file)) { try OutputFile.check(file, force: false) }
    try OutputFile.check(file, force: true)
    let b = directory.path + "/a/b"
    #expect(throws: OutputError.isDirectory(path: b)) { try OutputFile.check(b, force: true) }
    let orphan = directory.path + "/c/file"
    #expect(throws: OutputError.noParent(path: orphan, parent: directory.path + "/c")) {
      try OutputFile.check(orphan, force: true)
    }
    #expect(throws: OutputError.isFile(path: file)) {
      try OutputDirectory.prepare(file, force: true)
    }
    try OutputDirectory.prepare(b, force: false)
    let a = directory.path + "/a"
    #expect(throws: OutputError.notEmpty(path: a)) { try OutputDirectory.prepare(a, force: false) }
    try OutputDirectory.prepare(a, force: true)
    #expect(throws: OutputError.self) { try OutputDirectory.prepare(file + "/c", force: true) }
    try OutputFile.check("file-in-the-current-directory-that-is-not-there", force: false)
  }
}
