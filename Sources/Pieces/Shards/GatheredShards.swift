import Datasets
import Foundation
import Interchange
import Ranks
import Terminal

/// The shards of one piece of work, all of them and each once.
///
/// Of each shard only the manifest is held; pieces are read when they are asked for, one at a time.
package final class GatheredShards {
  package let work: ShardedWorkName
  private let fingerprint: WorkFingerprint?
  /// In the order of the shards.
  private let shards: [(directory: String, manifest: ShardManifest)]

  /// - Parameter places: directories of shards, or directories that hold such.
  /// - Throws: `InterchangeError` for what is no shard; for shards of other settings, model or data
  ///   than the first; for one that is there twice or is missing.
  package init(_ places: [String]) throws {
    var found = try Self.directories(places).map {
      (directory: $0, manifest: try ShardManifest(in: $0))
    }
    guard let first = found.first else {
      throw InterchangeError(
        kind: .unreadable, file: places.first ?? ".", problem: "expected shards, found none")
    }
    for other in found.dropFirst() { try Self.compare(other, with: first) }
    found.sort { $0.manifest.shard.number < $1.manifest.shard.number }
    for (one, next) in zip(found, found.dropFirst())
    where one.manifest.shard.number == next.manifest.shard.number {
      throw Self.fault(next.directory, "is shard \(next.manifest.shard), as is \(one.directory)")
    }
    let count = first.manifest.shard.count
    let numbers = Set(found.map(\.manifest.shard.number))
    let missing = (1...count).filter { !numbers.contains($0) }
    guard missing.isEmpty else {
      throw Self.fault(
        places[0],
        "expected \(count) shards, found \(found.count); missing: "
          + missing.prefix(20).map { "\($0)" }.joined(separator: ", ")
          + (missing.count > 20 ? " and \(missing.count - 20) more" : ""))
    }
    shards = found
    work = first.manifest.work
    fingerprint = first.manifest.fingerprint
    try checkStages()
  }

  /// Directories with a manifest, in or among those that were named.
  private static func directories(_ places: [String]) throws -> [String] {
    try places.flatMap { place in
      if FileManager.default.fileExists(atPath: place + "/" + ShardManifest.file) { return [place] }
      let entries = try DirectoryEntry.all(in: place).filter { $0.kind == .directory }
      if let open = entries.first(where: { $0.name?.hasSuffix(".unfinished") == true }) {
        throw fault(
          place + "/" + (open.name ?? ""), "is not finished; its command, started again, goes on")
      }
      let inner = entries.compactMap(\.name).map { place + "/" + $0 }
        .filter { FileManager.default.fileExists(atPath: $0 + "/" + ShardManifest.file) }
      guard !inner.isEmpty else { throw fault(place, "expected shards, found none") }
      return inner
    }
  }

  private static func compare(
    _ other: (directory: String, manifest: ShardManifest),
    with first: (directory: String, manifest: ShardManifest)
  ) throws {
    let (here, there) = (other.manifest, first.manifest)
    if let difference = here.work.difference(from: there.work) {
      throw fault(
        other.directory,
        "is of other settings than \(first.directory): it has \(difference.here), that has "
          + difference.there)
    }
    guard here.shard.count == there.shard.count else {
      throw fault(
        other.directory,
        "is one of \(here.shard.count) shards, \(first.directory) one of \(there.shard.count)")
    }
    guard here.fingerprint == there.fingerprint else {
      let what =
        here.fingerprint?.images != there.fingerprint?.images
        ? "images or labels"
        : here.fingerprint?.model != there.fingerprint?.model ? "a model" : "masks of the objects"
      throw fault(other.directory, "was made with other \(what) than \(first.directory)")
    }
    guard here.facts.mapValues(\.sha256) == there.facts.mapValues(\.sha256) else {
      throw fault(other.directory, "chose other images than \(first.directory)")
    }
    guard here.stages.map(\.name) == there.stages.map(\.name),
      here.stages.map(\.items) == there.stages.map(\.items)
    else { throw fault(other.directory, "has other stages than \(first.directory)") }
  }

  /// Of each stage the shards, in their order, must be all items.
  private func checkStages() throws {
    for place in shards[0].manifest.stages.indices {
      var end = 0
      for (directory, manifest) in shards {
        let stage = manifest.stages[place]
        guard stage.first == end else {
          throw Self.fault(
            directory,
            "stage \(stage.name): expected items from \(end), found them from \(stage.first)")
        }
        end = stage.end
      }
      let stage = shards[0].manifest.stages[place]
      guard end == stage.items else {
        throw Self.fault(
          shards[shards.count - 1].directory,
          "stage \(stage.name): expected items up to \(stage.items), found them up to \(end)")
      }
    }
  }

  /// - Throws: `InterchangeError` where the shards were made with other images, masks or model than
  ///   are there now.
  package func check(_ fingerprint: WorkFingerprint) throws {
    guard let own = self.fingerprint, let problem = fingerprint.difference(from: own) else {
      return
    }
    throw Self.fault(shards[0].directory, problem)
  }

  /// The items of a stage.
  package func items(of stage: String) throws -> Int {
    guard let found = shards[0].manifest.stages.first(where: { $0.name == stage }) else {
      throw Self.fault(shards[0].directory, "expected a stage \(stage), found none")
    }
    return found.items
  }

  /// Hands over the pieces of a stage in their order, with the file of each.
  package func forEachPiece(
    of stage: String, _ body: (Range<Int>, [UInt8], String) throws -> Void
  ) throws {
    for (directory, manifest) in shards {
      for piece in manifest.stages.first(where: { $0.name == stage })?.pieces ?? [] {
        let (file, bytes) = try Self.read(piece, in: directory)
        try body(piece.first..<piece.end, bytes, file)
      }
    }
  }

  /// What every shard found alike.
  package func fact(_ name: String) throws -> (file: String, bytes: [UInt8]) {
    guard let piece = shards[0].manifest.facts[name] else {
      throw Self.fault(shards[0].directory, "expected \(name) in its manifest, found none")
    }
    return try Self.read(piece, in: shards[0].directory)
  }

  private static func read(
    _ piece: ShardManifest.Piece, in directory: String
  ) throws -> (file: String, bytes: [UInt8]) {
    let file = directory + "/" + piece.file
    let bytes = try FileReader.bytes(of: file)
    guard SHA256.hexadecimal(of: bytes) == piece.sha256 else {
      throw fault(file, "is not as its shard's manifest says (SHA-256)")
    }
    return (file, bytes)
  }

  private static func fault(_ file: String, _ problem: String) -> InterchangeError {
    InterchangeError(kind: .malformed, file: file, problem: problem)
  }
}
