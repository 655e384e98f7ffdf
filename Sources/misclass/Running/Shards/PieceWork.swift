import Foundation
import Interchange
import Ranks
import Terminal

/// The work of a command, item by item: all of it, one shard of it, or what shards have done.
///
/// A command says once how the results of a range of items are made, and what it makes of the
/// results of all. A shard does the first for its own items and writes a directory; `merge` reads
/// those of all shards in place of making them, and does the second.
final class PieceWork {
  private enum Role {
    case whole
    case shard(ShardDirectory)
    case merged(GatheredShards)
  }

  private let role: Role
  let console: Console

  /// - Parameters:
  ///   - output: what the whole work writes; shards go beside it.
  ///   - gathered: shards to read from; nil to work.
  /// - Returns: nil where the shard is there already, which then was said.
  /// - Throws: `UsageError` for a shard of work without output, and as ``ShardDirectory``.
  static func begin(
    _ arguments: Arguments<ShardOptions>, output: String?, gathered: GatheredShards?
  ) throws -> PieceWork? {
    let console = Console(arguments.common)
    if let gathered { return PieceWork(.merged(gathered), console) }
    guard let shard = try arguments.chosen() else { return whole(console) }
    guard let output, !StandardFile.isOutput(output) else {
      throw UsageError("--shard needs --out, which the shards are written beside")
    }
    let given = arguments.given
    let work = ShardedWorkName(
      program: Misclass.version, command: given.command, words: given.words(leavingOut: changeless))
    let directory = try ShardDirectory.open(
      shard, of: output, work: work, force: arguments.common.force, console: console)
    return directory.map { PieceWork(.shard($0), console) }
  }

  /// Options that change no result.
  private static let changeless: Set<String> = [
    "shard", "threads", "batch-size", "force", "quiet", "resume", "requeue",
  ]

  /// All of it, in one process.
  static func whole(_ console: Console) -> PieceWork { PieceWork(.whole, console) }

  private init(_ role: Role, _ console: Console) {
    self.role = role
    self.console = console
  }

  /// Whether one process does everything.
  var isWhole: Bool {
    if case .whole = role { true } else { false }
  }

  var isShard: Bool {
    if case .shard = role { true } else { false }
  }

  /// The shards whose results are put together, if any are.
  var gathered: GatheredShards? {
    if case .merged(let shards) = role { shards } else { nil }
  }

  /// Something that every shard needs and finds alike, such as which images are worked on: `merge`
  /// reads it instead of finding it.
  func fact<Value: Codable>(_ name: String, make: () throws -> Value) throws -> Value {
    switch role {
    case .whole: return try make()
    case .shard(let directory):
      return try Self.decode(
        try directory.fact(name) { try Self.encode(try make()) }, file: "fact-" + name)
    case .merged(let shards):
      let (file, bytes) = try shards.fact(name)
      return try Self.decode(bytes, file: file)
    }
  }

  /// Holds what is worked on against what earlier processes, or shards, worked on.
  func check(_ fingerprint: @autoclosure () throws -> WorkFingerprint) throws {
    switch role {
    case .whole: break
    case .shard(let directory): try directory.check(try fingerprint())
    case .merged(let shards): try shards.check(try fingerprint())
    }
  }

  /// The directory that results go into, held; nil for a shard, which has one of its own.
  func take(_ path: String, force: Bool) throws -> HeldDirectory? {
    isShard ? nil : try ResultDirectory.take(path, force: force)
  }

  /// The end of a shard.
  ///
  /// - Returns: false where there is more to do: all results are there.
  func endsShard(of arguments: Arguments<CommonOptions>) throws -> Bool {
    guard case .shard(let directory) = role else { return false }
    let path = try directory.finish()
    try Ending(
      text: "", files: [path],
      next: directory.shard.count == 1
        ? "misclass merge \(ShellWord.quoted(path))"
        : "misclass merge "
          + ShellWord.quoted(URL(fileURLWithPath: path).deletingLastPathComponent().relativePath)
          + ", once all \(directory.shard.count) shards are there"
    ).show(arguments)
    return true
  }

  /// Does the items of a stage, a piece at a time, as bytes.
  ///
  /// - Parameters:
  ///   - items: how many there are in all shards together, or how unequal they are in work.
  ///   - size: items of a piece; what is done of a piece is lost when the process is stopped.
  ///   - take: is handed the bytes of each piece of this shard, or of all shards, in their order.
  func pieces(
    _ stage: String, _ items: StageItems, size: Int, make: (Range<Int>) throws -> [UInt8],
    take: (Range<Int>, [UInt8], _ file: String) throws -> Void
  ) throws {
    switch role {
    case .whole:
      if items.count > 0 { try take(0..<items.count, try make(0..<items.count), stage) }
    case .shard(let directory):
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
  func own(_ items: StageItems) -> Range<Int> {
    if case .shard(let directory) = role {
      items.range(of: directory.shard)
    } else {
      0..<items.count
    }
  }

  static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // The same value is the same bytes in every shard.
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return [UInt8](try encoder.encode(value))
  }

  static func decode<Value: Decodable>(_ bytes: [UInt8], file: String) throws -> Value {
    try JSON.decode(Value.self, from: bytes, file: file, allowsInfinity: true)
  }
}

/// How many items a stage has, and whether some are more work than others.
struct StageItems {
  let count: Int
  private var weights: [Int]?

  init(_ count: Int) { self.count = count }

  init(weights: [Int]) {
    count = weights.count
    self.weights = weights
  }

  func range(of shard: Shard) -> Range<Int> {
    weights.map { shard.range(ofWeights: $0) } ?? shard.range(of: count)
  }
}
