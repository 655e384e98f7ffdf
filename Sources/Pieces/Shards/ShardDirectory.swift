import Datasets
import Foundation
import Interchange
import Ranks
import Terminal

/// The directory that a shard writes: under another name until all is in it.
///
/// What a process that was stopped left under that name is gone on with by the same command.
final class ShardDirectory {
  let shard: Shard
  private let work: ShardedWorkName
  /// Where the shard is in the end, and until then.
  private let path: String
  let unfinished: String
  private let held: HeldDirectory
  private var fingerprint: WorkFingerprint?
  private var facts: [String: ShardManifest.Piece] = [:]
  private var stages: [ShardManifest.Stage] = []

  private static let begun = "begun.json"
  private static let fingerprintName = "fingerprint.json"

  /// Where the shards of a command's output are.
  static func parent(of output: String) -> String { output + ".shards" }

  private static func path(_ shard: Shard, of output: String) -> String {
    parent(of: output) + "/\(shard.number)-of-\(shard.count)"
  }

  /// Begins, or goes on with what an earlier process left.
  ///
  /// - Parameter output: what the whole work will write.
  /// - Returns: nil where the shard is there already.
  /// - Throws: `UsageError` for what is there of other work, `InterchangeError` where another
  ///   process is at work.
  static func open(
    _ shard: Shard, of output: String, work: ShardedWorkName, force: Bool, console: Console
  ) throws -> ShardDirectory? {
    let path = path(shard, of: output)
    if FileManager.default.fileExists(atPath: path) {
      let former = try? ShardManifest(in: path)
      if let former, former.work == work, !force {
        console.message("\(path) is there already")
        return nil
      }
      guard force, former != nil else {
        throw UsageError(
          "\(path) holds something else than this shard"
            + (former.flatMap { work.difference(from: $0.work) }
              .map { ": it has \($0.there), now it is \($0.here)" } ?? "")
            + (former == nil ? "" : "; --force replaces it"))
      }
      try removeOwnFiles(in: path)
    }
    return try ShardDirectory(shard, path, work, force: force)
  }

  /// All the work, as one shard that lies beside the output and goes when that is written.
  ///
  /// - Throws: as ``open``.
  static func keeping(
    _ output: String, work: ShardedWorkName, force: Bool, console: Console
  ) throws -> ShardDirectory {
    let directory = try ShardDirectory(.all, output, work, force: force)
    if try DirectoryEntry.all(in: directory.unfinished).count > 1 {
      console.message("going on with what is in \(directory.unfinished)")
    }
    return directory
  }

  static func isKept(of output: String) -> Bool {
    FileManager.default.fileExists(atPath: output + ".unfinished/" + begun)
  }

  /// Nothing of it is needed any more.
  func remove() throws {
    try Self.removeOwnFiles(in: unfinished)
    held.release()
  }

  private init(_ shard: Shard, _ path: String, _ work: ShardedWorkName, force: Bool) throws {
    self.shard = shard
    self.work = work
    self.path = path
    unfinished = path + ".unfinished"
    held = try HeldDirectory(creating: unfinished)
    try ResultDirectory.refuseLinks(in: unfinished)
    let begun = unfinished + "/" + Self.begun
    if FileManager.default.fileExists(atPath: begun) {
      let former = try JSON.read(ShardedWorkName.self, from: begun)
      if let difference = work.difference(from: former) {
        guard force else {
          throw UsageError(
            "\(unfinished) was begun with other settings: it has \(difference.there), now it is "
              + "\(difference.here); --force begins anew")
        }
        try Self.removeOwnFiles(in: unfinished, self: false)
      }
    } else if let foreign = try DirectoryEntry.all(in: unfinished).first {
      throw InterchangeError(
        kind: .unwritable, file: unfinished + "/" + (foreign.name ?? "?"),
        problem: "was not made by this command")
    }
    try JSON.write(work, to: begun)
  }

  /// - Throws: `InterchangeError` where the pieces that are there were made with other images or
  ///   another model.
  func check(_ fingerprint: WorkFingerprint) throws {
    self.fingerprint = fingerprint
    let file = unfinished + "/" + Self.fingerprintName
    guard FileManager.default.fileExists(atPath: file) else {
      return try JSON.write(fingerprint, to: file)
    }
    if let problem = fingerprint.difference(
      from: try JSON.read(WorkFingerprint.self, from: file))
    {
      throw InterchangeError(
        kind: .malformed, file: file, problem: problem + "; remove \(unfinished) to begin anew")
    }
  }

  /// The bytes of a piece: those that an earlier process wrote, or what `make` gives.
  func piece(
    _ stage: String, _ range: Range<Int>, make: () throws -> [UInt8]
  ) throws -> (bytes: [UInt8], piece: ShardManifest.Piece) {
    let name = "\(stage)-\(range.lowerBound).piece"
    let file = unfinished + "/" + name
    let bytes: [UInt8]
    if FileManager.default.fileExists(atPath: file) {
      bytes = try FileReader.bytes(of: file)
    } else {
      bytes = try make()
      try AtomicFile.write(bytes, to: file)
    }
    return (
      bytes,
      ShardManifest.Piece(
        file: name, first: range.lowerBound, end: range.upperBound,
        sha256: SHA256.hexadecimal(of: bytes))
    )
  }

  /// What every shard finds alike, kept lest it be found again.
  func fact(_ name: String, make: () throws -> [UInt8]) throws -> [UInt8] {
    let (bytes, piece) = try piece("fact-" + name, 0..<1, make: make)
    facts[name] = piece
    return bytes
  }

  func add(_ stage: ShardManifest.Stage) { stages.append(stage) }

  /// Everything is there: the directory takes its name.
  func finish() throws -> String {
    let manifest = ShardManifest(
      work: work, fingerprint: fingerprint, shard: shard, facts: facts, stages: stages)
    try JSON.write(manifest, to: unfinished + "/" + ShardManifest.file)
    let kept = Set(
      [ShardManifest.file] + stages.flatMap(\.pieces).map(\.file) + facts.values.map(\.file))
    for name in try DirectoryEntry.all(in: unfinished).compactMap(\.name)
    where !kept.contains(name) {
      unlink(unfinished + "/" + name)
    }
    guard rename(unfinished, path) == 0 else {
      throw InterchangeError(
        kind: .unwritable, file: path, problem: "cannot be written: \(SystemReason.last)")
    }
    held.release()
    return path
  }

  /// Removes a shard, or what was begun of one, and nothing else.
  static func removeOwnFiles(in directory: String, self isWhole: Bool = true) throws {
    let own = [Self.begun, Self.fingerprintName, ShardManifest.file]
    let entries = try DirectoryEntry.all(in: directory)
    let foreign = entries.first { entry in
      guard entry.kind == .file, let name = entry.name else { return true }
      return !own.contains(name) && !name.hasSuffix(".piece") && !AtomicFile.isTemporary(name)
    }
    if let foreign {
      throw ResultDirectory.foreign(directory + "/" + (foreign.name ?? "?"))
    }
    for name in entries.compactMap(\.name) { unlink(directory + "/" + name) }
    if isWhole { _ = rmdir(directory) }
  }
}
