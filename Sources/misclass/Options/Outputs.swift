import Foundation
import Terminal

extension Arguments {
  /// The files that the user wants written, by option: asked before the work, not after it.
  ///
  /// - Parameters:
  ///   - options: names of the options that take an output file.
  ///   - inputs: names of options that take files which must outlive the run.
  /// - Throws: `OutputError` where a file cannot be written, `UsageError` where two options name
  ///   one file.
  func outputs(_ options: [String], besides inputs: [String] = []) throws -> [String: String] {
    var taken: [String: String] = [:]
    for option in inputs {
      for path in try values(option, .string) { taken[Self.place(of: path)] = option }
    }
    var outputs: [String: String] = [:]
    for option in options {
      guard let path = try value(ifGiven: option, .string) else { continue }
      if let other = taken.updateValue(option, forKey: Self.place(of: path)) {
        throw UsageError("--\(other) and --\(option) name the same file, \(path)", command: command)
      }
      try OutputFile.check(path, force: isForced)
      outputs[option] = path
    }
    return outputs
  }

  private static func place(of path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
