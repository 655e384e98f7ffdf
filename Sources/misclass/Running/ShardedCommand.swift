import Pieces
import Terminal

/// A command whose work can be done in shards, which `merge` puts together.
protocol ShardedCommand: SendableMetatype {
  associatedtype Options: ResultOptions

  static var command: Command { get }

  /// - Parameter gathered: shards to read from in place of working.
  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws
}

extension ShardedCommand {
  /// What the command does once everything is computed.
  static func finish(_ given: GivenOptions, _ shards: GatheredShards) throws {
    try run(Arguments(Options(), given: given), gathered: shards)
  }
}
