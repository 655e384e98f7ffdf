import Foundation
import Interchange
package import Terminal
import Training

/// Pieces of long work that are kept as files, so that what is done outlives an interruption.
///
/// They lie in a directory inside the one for the results, beside the settings and digests of the
/// images and the model that they were made with.
package final class UnfinishedWork {
  /// Where the pieces are, and what they are called.
  package struct Layout: Sendable {
    /// Inside the directory for the results.
    package var subdirectory = "unfinished"
    /// The settings, inside the directory for the results.
    package var settingsFile = "unfinished/settings.json"
    /// Whether a file of this name is a piece.
    package var isPiece: @Sendable (String) -> Bool = { name in
      name.hasSuffix(".json") && Int(name.dropLast(5)) != nil
    }
    /// Whether the settings file is of such work at all, and not somebody else's.
    package var isSettings: @Sendable (String) -> Bool = { _ in true }

    package init() {}

    package init(
      subdirectory: String, settingsFile: String,
      isPiece: @escaping @Sendable (String) -> Bool,
      isSettings: @escaping @Sendable (String) -> Bool
    ) {
      self.subdirectory = subdirectory
      self.settingsFile = settingsFile
      self.isPiece = isPiece
      self.isSettings = isSettings
    }
  }

  private static let fingerprintName = "fingerprint.json"
  private static let settingsName = "settings.json"

  package let directory: String
  private let layout: Layout
  private let held: HeldDirectory

  private var pieces: String { directory + "/" + layout.subdirectory }
  private var settingsFile: String { directory + "/" + layout.settingsFile }
  private var fingerprintFile: String { pieces + "/" + Self.fingerprintName }

  /// - Parameters:
  ///   - directory: where the results go.
  ///   - settings: all options that decide what a piece holds.
  ///   - fingerprint: of images and model.
  ///   - resume: goes on with what an interrupted run left, if it was begun with the same.
  /// - Throws: `OutputError` as for any directory of results, `UsageError` where there is nothing
  ///   to go on with or it was begun with other settings, `InterchangeError` where images or model
  ///   differ, or another process is at work.
  package init(
    in directory: String, _ layout: Layout = Layout(), settings: some Encodable,
    fingerprint: WorkFingerprint, resume: Bool, force: Bool, console: Console
  ) throws {
    self.directory = directory
    self.layout = layout
    let text = String(decoding: try JSON.encoded(settings), as: UTF8.self)
    if resume {
      guard FileManager.default.fileExists(atPath: directory + "/" + layout.settingsFile) else {
        throw UsageError("--resume: \(directory) holds no unfinished work")
      }
      held = try ResultDirectory.resume(directory)
      try ResultDirectory.refuseLinks(in: pieces)
      RunDirectory(pieces).removeLeftovers()
      try compare(text)
      try compare(fingerprint, console)
    } else {
      held = try ResultDirectory.take(directory, force: force)
      try clear()
      try begin(text, fingerprint)
    }
  }

  /// Whether there is work to go on with, where the user wants that: with `--resume` there must
  /// be, with `--requeue` there may be.
  package static func goesOn(
    in directory: String, _ layout: Layout = Layout(), resume: Bool, requeue: Bool
  ) -> Bool {
    resume
      || requeue && FileManager.default.fileExists(atPath: directory + "/" + layout.settingsFile)
  }

  /// Where a piece is kept.
  package func path(of name: String) -> String { pieces + "/" + name }

  /// All is written where it belongs: the pieces go.
  package func finish() throws {
    try removeOwnFiles()
    release()
  }

  /// Lets others write into the directory; the pieces stay.
  package func release() { held.release() }

  private func begin(_ settings: String, _ fingerprint: WorkFingerprint) throws {
    try FileManager.default.createDirectory(atPath: pieces, withIntermediateDirectories: true)
    try JSON.write(fingerprint, to: fingerprintFile)
    // Last: where the settings stand there is something to go on with.
    try AtomicFile.write(settings, to: settingsFile)
  }

  /// Removes what earlier work left, and nothing else.
  ///
  /// - Throws: `InterchangeError` for what this program did not make; nothing is removed then.
  private func clear() throws {
    if FileManager.default.fileExists(atPath: settingsFile), !layout.isSettings(settingsFile) {
      throw ResultDirectory.foreign(settingsFile)
    }
    let isThere = try DirectoryEntry.all(in: directory).first { $0.name == layout.subdirectory }
    if let isThere {
      guard isThere.kind == .directory else { throw ResultDirectory.foreign(pieces) }
      let entries = try DirectoryEntry.all(in: pieces)
      for entry in entries where !isOwn(entry) {
        throw ResultDirectory.foreign(pieces + "/" + (entry.name ?? "?"))
      }
      // Pieces without settings are of another's making, whatever their names.
      if !entries.isEmpty, !FileManager.default.fileExists(atPath: settingsFile),
        !entries.contains(where: { $0.name == Self.fingerprintName })
      {
        throw ResultDirectory.foreign(pieces)
      }
    }
    try removeOwnFiles()
  }

  private func removeOwnFiles() throws {
    let entries = try DirectoryEntry.all(in: pieces).filter(isOwn)
    // The settings first, the fingerprint last: what is killed amid this cannot be taken up again,
    // and still tells whose it is.
    if layout.settingsFile.hasPrefix(layout.subdirectory + "/") { unlink(settingsFile) }
    let names = entries.compactMap(\.name).filter { $0 != Self.fingerprintName }
    for name in names + [Self.fingerprintName] { unlink(path(of: name)) }
    // The system's own call, as it refuses a directory that holds anything.
    _ = rmdir(pieces)
  }

  private func isOwn(_ entry: DirectoryEntry) -> Bool {
    guard entry.kind == .file, let name = entry.name else { return false }
    return name == Self.fingerprintName || name == Self.settingsName || layout.isPiece(name)
      || AtomicFile.isTemporary(name)
  }

  private func compare(_ settings: String) throws {
    let former = String(decoding: try FileReader.bytes(of: settingsFile), as: UTF8.self)
    guard let difference = Self.difference(former, settings) else { return }
    throw UsageError(
      "--resume: \(directory) was begun with other settings: it has \(difference.former), "
        + "now it is \(difference.now)")
  }

  private func compare(_ fingerprint: WorkFingerprint, _ console: Console) throws {
    guard FileManager.default.fileExists(atPath: fingerprintFile) else {
      return console.message(
        "\(fingerprintFile) is missing: whether images and model are still the same is not checked")
    }
    let former = try JSON.read(WorkFingerprint.self, from: fingerprintFile)
    if let problem = fingerprint.difference(from: former) {
      throw InterchangeError(kind: .malformed, file: fingerprintFile, problem: problem)
    }
  }

  /// The first line that differs, in both texts.
  private static func difference(
    _ former: String, _ now: String
  ) -> (former: String, now: String)? {
    if former == now { return nil }
    let lines = [former, now].map { text in
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .init(charactersIn: " ,")) }
    }
    let place = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
    let pair = lines.map { $0.indices.contains(place) ? $0[place] : "nothing" }
    return (pair[0], pair[1])
  }
}
