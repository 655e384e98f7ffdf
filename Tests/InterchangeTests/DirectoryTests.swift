import Foundation
import Interchange
import Testing

/// Directories that are held, and what is in them.
@Suite struct DirectoryTests {
  private let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString

  private func remove() { try? FileManager.default.removeItem(atPath: path) }

  private var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  @Test func aDirectoryIsHeldByOneAtATime() throws {
    defer { remove() }
    let held = try HeldDirectory(creating: path)
    for hold in [{ try HeldDirectory(creating: path) }, { try HeldDirectory(existing: path) }] {
      let error = #expect(throws: InterchangeError.self) { try hold() }
      #expect(error?.kind == .unwritable)
      #expect(error?.description == path + ": another process writes into this directory")
      #expect(isThere)
    }
    try AtomicFile.write("held", to: path + "/file")
    held.release()
    _ = try HeldDirectory(existing: path)
    #expect(isThere)
  }

  @Test func anEmptyDirectoryGoesWithWhoeverMadeIt() throws {
    defer { remove() }
    try HeldDirectory(creating: path).release()
    #expect(!isThere)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try HeldDirectory(creating: path).release()
    #expect(isThere)
    #expect(throws: InterchangeError.self) { try HeldDirectory(existing: path + "/missing") }
    try AtomicFile.write("", to: path + "/file")
    #expect(throws: InterchangeError.self) { try HeldDirectory(creating: path + "/file") }
    #expect(throws: InterchangeError.self) { try HeldDirectory(creating: path + "/file/below") }
  }

  @Test func directoriesAboveAreMade() throws {
    defer { remove() }
    let held = try HeldDirectory(creating: path + "/a/b")
    #expect(FileManager.default.fileExists(atPath: path + "/a/b"))
    held.release()
    #expect(!FileManager.default.fileExists(atPath: path + "/a/b"))
  }

  @Test func entriesTellWhatStandsThere() throws {
    defer { remove() }
    #expect(try DirectoryEntry.all(in: path) == [])
    try FileManager.default.createDirectory(
      atPath: path + "/below", withIntermediateDirectories: true)
    try AtomicFile.write("", to: path + "/file")
    try FileManager.default.createSymbolicLink(
      atPath: path + "/link", withDestinationPath: "nowhere")
    // A name of one byte that is no UTF-8.
    let strange = Array((path + "/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    let descriptor = open(strange, O_WRONLY | O_CREAT, 0o666)
    let takesAnyName = descriptor >= 0
    close(descriptor)
    let entries = try DirectoryEntry.all(in: path)
    #expect(entries.count { $0.name == nil } == (takesAnyName ? 1 : 0))
    #expect(entries.compactMap(\.name) == ["below", "file", "link"])
    #expect(entries.filter { $0.name != nil }.map(\.kind) == [.directory, .file, .link])
    #expect(throws: InterchangeError.self) { try DirectoryEntry.all(in: path + "/file") }
  }
}
