import Foundation
import Pieces
import Terminal

extension PieceWork {
  /// - Parameters:
  ///   - output: what the whole work writes; shards go beside it.
  ///   - gathered: shards to read from; nil to work.
  ///   - keeps: whether work that is no shard is kept, too, until it is done.
  /// - Returns: nil where the shard is there already, which then was said.
  /// - Throws: `UsageError` for a shard of work without output, and as ``ShardDirectory``.
  static func begin(
    _ arguments: Arguments<ShardOptions>, output: String?, gathered: GatheredShards?,
    keeps: Bool = false
  ) throws -> PieceWork? {
    let console = Console(arguments.common)
    if let gathered { return merged(gathered, console) }
    let given = arguments.given
    let work = ShardedWorkName(
      program: Misclass.version, command: given.command, words: given.words(leavingOut: changeless))
    guard let shard = try arguments.chosen() else {
      guard keeps, let output else { return whole(console) }
      return try kept(of: output, work: work, force: arguments.common.force, console: console)
    }
    guard let output, !StandardFile.isOutput(output) else {
      throw UsageError("--shard needs --out, which the shards are written beside")
    }
    return try Self.shard(
      shard, of: output, work: work, force: arguments.common.force, console: console)
  }

  /// Options that change no result.
  private static let changeless: Set<String> = [
    "shard", "threads", "batch-size", "force", "quiet", "resume", "requeue",
  ]

  /// The end of a shard: says where it is, and what is next.
  func endShard(of arguments: Arguments<CommonOptions>) throws {
    guard let (path, count) = try finishShard() else { return }
    try Ending(
      text: "", files: [path],
      next: count == 1
        ? "misclass merge \(ShellWord.quoted(path))"
        : "misclass merge "
          + ShellWord.quoted(URL(fileURLWithPath: path).deletingLastPathComponent().relativePath)
          + ", once all \(count) shards are there"
    ).show(arguments)
  }
}
