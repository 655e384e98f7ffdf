import Foundation
import Testing

import Terminal

/// The scripts and the manual page that are made from the declarations.
@Suite struct DocumentTests {
  private func text(_ words: String...) throws -> String {
    guard case .show(let text) = try Sample.root.parse(words) else { throw Failure() }
    return text
  }

  /// What a program says of a text that it reads from a file, and its exit code.
  private func run(_ program: String, _ arguments: [String], _ text: String) throws -> (
    code: Int32, output: String
  ) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("misclass-document-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments + [file.path]
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: program)
  }

  @Test(arguments: [
    ("bash", "/bin/bash", ["-n"]), ("zsh", "/usr/bin/zsh", ["-n"]),
    ("fish", "/usr/bin/fish", ["--no-execute"]),
  ])
  func completionsAreScripts(shell: String, program: String, check: [String]) throws {
    let script = try text("completions", shell)
    for word in ["train", "sweep", "table-b", "learning-rate-schedule", "cosine", "threads"] {
      #expect(script.contains(word), "\(word)")
    }
    guard Self.isInstalled(program) else { return }
    let result = try run(program, check, script)
    #expect(result.code == 0 && result.output == "", "\(result.output)")
  }

  /// What bash offers for a line whose last word is being typed.
  @Test(
    .enabled(if: isInstalled("/bin/bash")),
    arguments: [
      ("misclass er", ["erase"]), ("misclass erase s", ["sweep"]),
      ("misclass erase sweep --ta", ["--table-a", "--table-b"]),
      ("misclass train --learning-rate-schedule c", ["cosine"]),
      ("misclass confusion --split tr", ["train"]), ("misclass train --ep", ["--epochs"]),
      ("misclass completions f", ["fish"]), ("misclass help dat", ["data"]),
    ])
  func bashCompletes(line: String, expected: [String]) throws {
    let words = line.split(separator: " ").map { "'\($0)'" }
    let script =
      try text("completions", "bash") + """
        COMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
        _misclass
        printf '%s\\n' "${COMPREPLY[@]}"
        """
    let result = try run("/bin/bash", [], script)
    #expect(result.output.split(separator: "\n").map(String.init) == expected, "\(result.output)")
  }

  @Test func theManualNamesEverything() throws {
    let page = try text("manual")
    for word in ["misclass erase sweep", "\\-\\-epochs N", "Advanced options", "130"] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(page.split(separator: "\n").allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) })
  }

  @Test(arguments: [
    ("/usr/bin/groff", ["-man", "-Tutf8", "-ww", "-z"]),
    ("/usr/bin/mandoc", ["-man", "-Tlint", "-Werror"]),
  ])
  func theManualIsWellFormed(program: String, check: [String]) throws {
    guard Self.isInstalled(program) else { return }
    let result = try run(program, check, try text("manual"))
    #expect(result.code == 0 && result.output == "", "\(result.output)")
  }
}
