import Foundation
import Interchange
import Testing

@Suite struct FileTests {
  @Test func refusesWhatIsNoFile() throws {
    try withTemporaryDirectory { directory in
      let missing = #expect(throws: InterchangeError.self) {
        try FileReader.bytes(of: directory + "/missing")
      }
      #expect(missing?.description == directory + "/missing: no such file or directory")
      #expect(missing?.kind == .unreadable)
      let folder = #expect(throws: InterchangeError.self) { try FileReader.bytes(of: directory) }
      #expect(folder?.description == directory + ": is a directory, expected a file")
    }
  }

  @Test func writesAndReplaces() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      try AtomicFile.write("first", to: path)
      try AtomicFile.write([], to: directory + "/empty")
      let large = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try AtomicFile.write(to: path) { sink in
        try sink.write("head")
        try sink.write(large)
        try sink.write([1, 2])
      }
      #expect(try FileReader.bytes(of: path) == Array("head".utf8) + large + [1, 2])
      #expect(try FileReader.bytes(of: directory + "/empty") == [])
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
    }
  }

  private struct Interrupted: Error {}

  @Test func keepsTheOldFileWhereWritingFails() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      try AtomicFile.write("old", to: path)
      #expect(throws: Interrupted.self) {
        try AtomicFile.write(to: path) { sink in
          try sink.write([UInt8](repeating: 1, count: 1 << 20))
          throw Interrupted()
        }
      }
      #expect(try FileReader.bytes(of: path) == Array("old".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["file"])
    }
  }

  @Test func keepsModeAndLink() throws {
    try withTemporaryDirectory { directory in
      let manager = FileManager.default
      try AtomicFile.write("old", to: directory + "/target")
      try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory + "/target")
      try manager.createSymbolicLink(
        atPath: directory + "/link", withDestinationPath: directory + "/target")
      try AtomicFile.write("new", to: directory + "/link")
      #expect(try FileReader.bytes(of: directory + "/target") == Array("new".utf8))
      let attributes = try manager.attributesOfItem(atPath: directory + "/target")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(
        try manager.destinationOfSymbolicLink(atPath: directory + "/link") == directory + "/target")
    }
  }

  @Test func namesFileAndReasonWhereItCannotWrite() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/missing/file"
      let error = #expect(throws: InterchangeError.self) { try AtomicFile.write("x", to: path) }
      #expect(error?.description == path + ": cannot be written: no such file or directory")
      #expect(throws: InterchangeError.self) { try AtomicFile.write("x", to: directory) }
    }
  }

  @Test func writesToDevices() throws {
    try AtomicFile.write("x", to: "/dev/null")
    #expect(try FileReader.bytes(of: "/dev/null") == [])
  }
}
