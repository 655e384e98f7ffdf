import Foundation
import Ranks
import Terminal

/// Which part of the work a process does.
struct ShardOptions: OptionGroup {
  let shard = Option(
    "shard", "I/N", .shard,
    help: "Do the I-th of N equal parts, which 'misclass merge' puts together; N alone where a "
      + "scheduler's array says I; none for all.",
    otherwise: "what the scheduler's array says, or all the work"
  ).advanced
}

extension ValueKind where Value == ShardChoice {
  static var shard: Self {
    Self(
      expected: "I/N with I from 1 to N, such as 3/8, or N alone, or none",
      describe: { "\($0)" }, parse: { ShardChoice(parsing: $0) })
  }
}

extension Arguments where Options == ShardOptions {
  /// The shard that was asked for or that the environment tells of, which then is said.
  func chosen() throws -> Shard? {
    let chosen = try Shard.chosen(self.shard, in: ProcessInfo.processInfo.environment)
    guard let chosen else { return nil }
    if let variable = chosen.variable {
      Console(common).message(
        "\(variable) makes this shard \(chosen.shard) (--shard none does all the work)")
    }
    return chosen.shard
  }
}

extension Option where Value == Bool {
  /// For jobs that a scheduler starts again.
  static var requeue: Self {
    Self(
      flag: "requeue",
      help: "Begin, or go on with what the same command left when it was stopped: for jobs that a "
        + "scheduler starts again."
    ).advanced
  }
}
