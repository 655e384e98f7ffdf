import Foundation

/// What every command accepts.
package struct CommonOptions: OptionGroup {
  package let threads = Option(
    "threads", "N", .int(in: 1...256),
    help: "Threads to work with, 1 to 256; results do not depend on it.",
    otherwise: "all processors")
  package let seed = Option("seed", "S", .seed, help: "Seed of all random choices.", default: 0)
  package let force = Option(flag: "force", help: "Replace output that exists.")
  package let quiet = Option(flag: "quiet", help: "Show neither progress nor remarks.")
  package let help = Option(flag: "help", help: "Show this text.")

  package init() {}
}

extension Arguments where Options == CommonOptions {
  /// `--threads`; without it the processors that are active.
  package var threadCount: Int {
    self.threads ?? min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 256)
  }
}

extension Option where Value == Bool {
  /// Results as JSON, for the commands that print results.
  package static var json: Self {
    Self(flag: jsonName, help: "Print results as JSON.")
  }

  static var jsonName: String { "json" }
}
