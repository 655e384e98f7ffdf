import Foundation
import Terminal

/// The words of the command line that decide what a page says.
enum TypedCommand {
  /// Options that only say how a command works, with how many values follow each.
  private static let workings = [
    "--force": 0, "--quiet": 0, "--resume": 0, "--requeue": 0, "--threads": 1,
  ]

  /// As a shell takes it.
  static var text: String {
    var words: [String] = []
    var left = 0
    for word in CommandLine.arguments.dropFirst() {
      if left > 0 {
        left -= 1
      } else if let values = workings[word] {
        left = values
      } else if !workings.keys.contains(where: { word.hasPrefix($0 + "=") }) {
        words.append(ShellWord.quoted(word))
      }
    }
    return (["misclass"] + words).joined(separator: " ")
  }
}

/// What a page says of its making.
enum PageProvenance {
  static func facts(seed: UInt64, isDated: Bool = true) -> [(name: String, value: String)] {
    [("Program", "misclass \(Misclass.version)"), ("Seed", "\(seed)")]
      + (isDated ? [("Date", Environment.day)] : []) + [("Command", TypedCommand.text)]
  }
}

extension Environment {
  /// The day in Greenwich: that of `SOURCE_DATE_EPOCH` where it is set, so that a page can be made
  /// again to the bit.
  static var day: String {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }
    // Up to the year 9999.
    let date =
      epoch.map { Date(timeIntervalSince1970: Double(min(max($0, 0), 253_402_300_799))) } ?? Date()
    return String(date.ISO8601Format().prefix(10))
  }
}
