import Foundation

extension Option {
  /// How many threads a run may use.
  package static let threads = Option(
    "threads", "N", help: "Threads to work with, 1 to 256; results do not depend on it.",
    default: "all processors")
  /// The number every random choice follows from.
  package static let seed = Option(
    "seed", "S", help: "Seed of all random choices.", default: "0")
  /// Permission to replace files.
  package static let force = Option("force", help: "Replace output that exists.")
  /// No progress, no remarks; warnings and errors still appear.
  package static let quiet = Option("quiet", help: "Show neither progress nor remarks.")
  /// Results as JSON, for the commands that print results.
  package static let json = Option("json", help: "Print results as JSON.")
  /// Accepted by every command without being asked for.
  package static let help = Option("help", help: "Show this text; -h does the same.")

  /// What every command accepts unless the program says otherwise.
  package static let common = [threads, seed, force, quiet, help]
}

extension Arguments {
  /// `--threads`, 1...256; without it the processors that are active.
  package func threads() throws(UsageError) -> Int {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    return try value("threads", .int(in: 1...256), default: min(max(processors, 1), 256))
  }

  /// `--seed`, or `fallback`.
  package func seed(default fallback: UInt64 = 0) throws(UsageError) -> UInt64 {
    try value("seed", .seed, default: fallback)
  }

  /// Whether output that exists may be replaced.
  package var isForced: Bool { flag("force") }

  /// Whether progress and remarks are to be left out.
  package var isQuiet: Bool { flag("quiet") }

  /// Whether results are to be printed as JSON.
  package var wantsJSON: Bool { flag("json") }
}
