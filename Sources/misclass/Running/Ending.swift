import Interchange
import Terminal

/// The options of a command whose result may be printed as JSON.
protocol ResultOptions: OptionGroup {
  var json: Option<Bool> { get }

  init()
}

extension Arguments where Options: ResultOptions {
  /// The end of a command: its result, as text or as JSON, the files that it wrote, and what may be
  /// done next.
  ///
  /// - Parameters:
  ///   - files: written besides those that options name.
  ///   - next: a command line.
  func finish(
    _ result: some Encodable, _ text: some CustomStringConvertible, wrote files: [String] = [],
    next: String? = nil
  ) throws {
    if self.json {
      return try StandardOutput.write(String(decoding: JSON.encoded(result), as: UTF8.self))
    }
    try Ending(text: text.description, files: outputFiles + files, next: next).show(common)
  }
}

/// What a command says when its work is done.
struct Ending {
  var text: String
  var files: [String]
  var next: String?

  /// How work goes on that was stopped, where no shorter line tells it.
  static let sameCommand = "the same command, with --resume"

  /// The text goes to standard output, unless an output file is there; the rest are remarks.
  func show(_ common: Arguments<CommonOptions>) throws {
    let console = Console(common)
    if common.writesToStandardOutput {
      console.message(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    } else if !text.isEmpty {
      try StandardOutput.show(text.hasSuffix("\n") ? text : text + "\n")
    }
    let files = files.filter { !StandardFile.isOutput($0) }
    if !files.isEmpty { console.message("wrote " + files.joined(separator: ", ")) }
    // What went to standard output is in no file that the next command could read.
    if let next, !common.writesToStandardOutput { console.message("next: " + next) }
  }
}

/// A word as a shell takes it.
enum ShellWord {
  static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:,=+@%".contains($0))
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
