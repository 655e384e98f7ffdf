import Foundation
package import Interchange
package import Ranks
package import Terminal

/// The work of a command, item by item: all of it, one shard of it, or what shards have done.
///
/// A command says once how the results of a range of items are made, and what it makes of the
/// results of all. A shard does the first for its own items and writes a directory; `merge` reads
/// those of all shards in place of making them, and does the second.
package final class PieceWork {
  private enum Role {
    case whole
    case kept(ShardDirectory)
    case shard(ShardDirectory)
    case merged(GatheredShards)
  }

  private let role: Role
  package let console: Console

  /// All of it, in one process.
  package static func whole(_ console: Console) -> PieceWork { PieceWork(.whole, console) }

  /// All of it, in one process that keeps what it has done beside the output until all is there:
  /// the same command goes on with it, if it is stopped.
  ///
  /// - Parameter output: what the work writes.
  /// - Throws: as ``ShardDirectory``.
  package static func kept(
    of output: String, work: ShardedWorkName, force: Bool, console: Console
  ) throws -> PieceWork {
    PieceWork(
      .kept(try ShardDirectory.keeping(output, work: work, force: force, console: console)),
      console)
  }

  /// One shard of it.
  ///
  /// - Parameter output: what the whole work writes; shards go beside it.
  /// - Returns: nil where the shard is there already, which then was said.
  /// - Throws: as ``ShardDirectory``.
  package static func shard(
    _ shard: Shard, of output: String, work: ShardedWorkName, force: Bool, console: Console
  ) throws -> PieceWork? {
    let directory = try ShardDirectory.open(
      shard, of: output, work: work, force: force, console: console)
    return directory.map { PieceWork(.shard($0), console) }
  }

  /// What shards have done.
  package static func merged(_ shards: GatheredShards, _ console: Console) -> PieceWork {
    PieceWork(.merged(shards), console)
  }

  private init(_ role: Role, _ console: Console) {
    self.role = role
    self.console = console
  }

  /// Whether one process does everything, and keeps nothing.
  package var isWhole: Bool {
    if case .whole = role { true } else { false }
  }

  /// Where the work is kept that is no shard.
  var kept: ShardDirectory? {
    if case .kept(let directory) = role { directory } else { nil }
  }

  package var isShard: Bool {
    if case .shard = role { true } else { false }
  }

  /// The shards whose results are put together, if any are.
  package var gathered: GatheredShards? {
    if case .merged(let shards) = role { shards } else { nil }
  }

  /// Something that every shard needs and finds alike, such as which images are worked on: `merge`
  /// reads it instead of finding it.
  package func fact<Value: Codable>(_ name: String, make: () throws -> Value) throws -> Value {
    switch role {
    case .whole: return try make()
    case .kept(let directory), .shard(let directory):
      return try Self.decode(
        try directory.fact(name) { try Self.encode(try make()) }, file: "fact-" + name)
    case .merged(let shards):
      let (file, bytes) = try shards.fact(name)
      return try Self.decode(bytes, file: file)
    }
  }

  /// Holds what is worked on against what earlier processes, or shards, worked on.
  package func check(_ fingerprint: @autoclosure () throws -> WorkFingerprint) throws {
    switch role {
    case .whole: break
    case .kept(let directory), .shard(let directory): try directory.check(try fingerprint())
    case .merged(let shards): try shards.check(try fingerprint())
    }
  }

  /// The directory that results go into, held; nil for a shard, which has one of its own.
  package func take(_ path: String, force: Bool) throws -> HeldDirectory? {
    isShard ? nil : try ResultDirectory.take(path, force: force)
  }

  /// The end of a shard.
  ///
  /// - Returns: its directory, and how many shards there are; nil for other work.
  package func finishShard() throws -> (path: String, count: Int)? {
    guard case .shard(let directory) = role else { return nil }
    return (try directory.finish(), directory.shard.count)
  }

  /// Does the items of a stage, a piece at a time, as bytes.
  ///
  /// - Parameters:
  ///   - items: how many there are in all shards together, or how unequal they are in work.
  ///   - size: items of a piece; what is done of a piece is lost when the process is stopped.
  ///   - take: is handed the bytes of each piece of this shard, or of all shards, in their order.
  package func pieces(
    _ stage: String, _ items: StageItems, size: Int, make: (Range<Int>) throws -> [UInt8],
    take: (Range<Int>, [UInt8], _ file: String) throws -> Void
  ) throws {
    switch role {
    case .whole:
      if items.count > 0 { try take(0..<items.count, try make(0..<items.count), stage) }
    case .kept(let directory), .shard(let directory):
      let own = items.range(of: directory.shard)
      var pieces: [ShardManifest.Piece] = []
      for first in stride(from: own.lowerBound, to: own.upperBound, by: max(size, 1)) {
        let range = first..<min(first + max(size, 1), own.upperBound)
        let (bytes, piece) = try directory.piece(stage, range) { try make(range) }
        try take(range, bytes, piece.file)
        pieces.append(piece)
      }
      directory.add(
        .init(
          name: stage, items: items.count, first: own.lowerBound, end: own.upperBound,
          pieces: pieces))
    case .merged(let shards):
      let found = try shards.items(of: stage)
      guard found == items.count else {
        throw InterchangeError(
          file: stage, expected: "\(items.count) items in all shards", found: "\(found)")
      }
      try shards.forEachPiece(of: stage, take)
    }
  }

  /// The items that this process works on; all for those of shards that were gathered.
  package func own(_ items: StageItems) -> Range<Int> {
    if case .shard(let directory) = role {
      items.range(of: directory.shard)
    } else {
      0..<items.count
    }
  }

  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // The same value is the same bytes in every shard.
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(value))
  }

  package static func decode<Value: Decodable>(_ bytes: [UInt8], file: String) throws -> Value {
    try JSON.decode(Value.self, from: bytes, file: file, allowsInfinity: true)
  }
}

/// How many items a stage has, and whether some are more work than others.
package struct StageItems {
  package let count: Int
  private var weights: [Int]?

  package init(_ count: Int) { self.count = count }

  package init(weights: [Int]) {
    count = weights.count
    self.weights = weights
  }

  package func range(of shard: Shard) -> Range<Int> {
    weights.map { shard.range(ofWeights: $0) } ?? shard.range(of: count)
  }
}
