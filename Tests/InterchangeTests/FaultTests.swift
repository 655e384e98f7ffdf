import Foundation
import Interchange
import Testing

/// Files where calls of the system fail: the old file or the new one, and nothing between.
@Suite struct FaultTests {
  private let directory = NSTemporaryDirectory() + "misclass-" + UUID().uuidString
  private var path: String { directory + "/file" }

  private func withFile(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try AtomicFile.write("old", to: path)
    try body()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file"])
  }

  private func text() throws -> String {
    String(decoding: try FileReader.bytes(of: path), as: UTF8.self)
  }

  @Test(arguments: [FileFaults.Call.open, .write, .permissions, .flush, .rename], [ENOSPC, EIO])
  func whatCannotBeWrittenLeavesTheOldFile(call: FileFaults.Call, reason: Int32) throws {
    try withFile {
      let faults = FileFaults(call, number: 1, .fails(reason))
      let error = #expect(throws: InterchangeError.self) {
        try FileFaults.$current.withValue(faults) { try AtomicFile.write("new", to: path) }
      }
      #expect(error?.kind == .unwritable && error?.file == path)
      #expect(faults.hasStruck)
      let left = try text()
      #expect(left == "old")
    }
  }

  @Test(arguments: FileFaults.Call.allCases)
  func aSignalChangesNothing(call: FileFaults.Call) throws {
    try withFile {
      let faults = FileFaults(call, number: 1, .interrupted)
      try FileFaults.$current.withValue(faults) {
        try AtomicFile.write("new", to: path)
        let written = try text()
        #expect(written == "new")
      }
      #expect(faults.hasStruck)
    }
  }

  /// A file is read in two calls: all that its size promises, and what may have been added since.
  @Test(arguments: [
    (FileFaults.Call.write, 1), (.write, 2), (.write, 3), (.read, 1), (.read, 2),
  ])
  func whatIsCutShortGoesOn(call: FileFaults.Call, number: Int) throws {
    try withFile {
      let long = String(repeating: "0123456789", count: 100_000)
      let faults = FileFaults(call, number: number, .cutShort)
      try FileFaults.$current.withValue(faults) {
        try AtomicFile.write(to: path) { sink in
          for _ in 0..<3 { try sink.write(long) }
        }
        let written = try text()
        #expect(written == long + long + long)
      }
      #expect(faults.hasStruck)
    }
  }

  @Test(arguments: [FileFaults.Call.open, .read])
  func whatCannotBeReadIsNamed(call: FileFaults.Call) throws {
    try withFile {
      let faults = FileFaults(call, number: 1, .fails(EIO))
      let error = #expect(throws: InterchangeError.self) {
        try FileFaults.$current.withValue(faults) { try text() }
      }
      #expect(error?.kind == .unreadable && error?.file == path)
    }
  }
}
