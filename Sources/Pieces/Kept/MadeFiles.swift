import Foundation
import Interchange

/// The list of the files that a command made in a directory, kept in it, by which the command knows
/// its own when it replaces them or no longer writes some of them.
///
/// A file is listed before it is written, so that what is killed leaves none that is not known.
package final class MadeFiles {
  private struct List: Codable {
    var command: String
    var files: [String]
  }

  package static let name = "files.json"

  private let directory: String
  private let command: String
  private var names: Set<String>

  /// - Parameters:
  ///   - directory: held by this process.
  ///   - command: what makes the files.
  ///   - resumes: goes on with the list that is there; otherwise the files that it names go.
  /// - Throws: `InterchangeError` for a list that this program did not make, before anything is
  ///   removed.
  package init(in directory: String, command: String, resumes: Bool) throws {
    self.directory = directory
    self.command = command
    names = try Self.listed(in: directory)
    guard !resumes else { return }
    for name in names.sorted() { try remove(name) }
    names = []
    unlink(directory + "/" + Self.name)
  }

  /// Lists files that are about to be written.
  ///
  /// - Parameter new: relative to the directory.
  package func add(_ new: some Collection<String>) throws {
    if new.allSatisfy(names.contains) { return }
    names.formUnion(new)
    try write()
  }

  /// Removes listed files that stand in the directory itself and are none of these: those of an
  /// earlier page.
  package func keep(only page: [String]) throws {
    let gone = names.filter { !$0.contains("/") && !page.contains($0) }
    if gone.isEmpty { return }
    for name in gone.sorted() { try remove(name) }
    names.subtract(gone)
    try write()
  }

  private func write() throws {
    try JSON.write(
      List(command: command, files: names.sorted()), to: directory + "/" + Self.name)
  }

  private static func listed(in directory: String) throws -> Set<String> {
    let path = directory + "/" + name
    let there = try DirectoryEntry.all(in: directory).first { $0.name == name }
    guard let there else { return [] }
    guard there.kind == .file else { throw ResultDirectory.foreign(path) }
    let list: List
    do {
      list = try JSON.read(List.self, from: path)
    } catch let error as InterchangeError where error.kind == .malformed {
      throw ResultDirectory.foreign(path)
    }
    guard list.files.allSatisfy(isSound) else { throw ResultDirectory.foreign(path) }
    return Set(list.files)
  }

  /// Whether a name stays within the directory.
  private static func isSound(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !parts.contains { ["", ".", ".."].contains($0) || $0.contains("\0") }
  }

  /// Removes a file and the directories above it that become empty; nothing that is reached through
  /// a link, and nothing but plain files.
  private func remove(_ name: String) throws {
    let parts = name.split(separator: "/").map(String.init)
    var place = directory
    for (number, part) in parts.enumerated() {
      let entry = try DirectoryEntry.all(in: place).first { $0.name == part }
      place += "/" + part
      let isLast = number == parts.count - 1
      guard entry?.kind == (isLast ? .file : .directory) else { return }
    }
    unlink(place)
    for count in stride(from: parts.count - 1, to: 0, by: -1) {
      // The system's own call, as it refuses a directory that holds anything.
      guard rmdir(directory + "/" + parts.prefix(count).joined(separator: "/")) == 0 else { return }
    }
  }
}
