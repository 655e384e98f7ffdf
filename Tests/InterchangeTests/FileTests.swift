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

  @Test func readsInPieces() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      try AtomicFile.write((0..<10).map { UInt8($0) }, to: path)
      for size in [1, 3, 5, 10, 11] {
        var pieces: [[UInt8]] = []
        try FileReader.read(path, inPiecesOf: size) { pieces.append($0) }
        #expect(pieces.dropLast().allSatisfy { $0.count == size })
        #expect(pieces.flatMap { $0 } == (0..<10).map { UInt8($0) })
      }
      try AtomicFile.write("", to: path)
      try FileReader.read(path, inPiecesOf: 4) { _ in Issue.record("a piece of an empty file") }
      for (other, words) in [
        (directory, "is not an ordinary file"), ("/dev/zero", "is not an ordinary file"),
        (directory + "/none", "no such file"),
      ] {
        let error = #expect(throws: InterchangeError.self) {
          try FileReader.read(other, inPiecesOf: 4) { _ in }
        }
        #expect(error?.file == other && error?.problem.contains(words) == true)
      }
    }
  }

  /// A read that is cut short or interrupted is no end of the file.
  @Test(arguments: [FileFaults.Kind.interrupted, .cutShort, .fails(EIO)])
  func piecesOutlastFaults(kind: FileFaults.Kind) throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      try AtomicFile.write([UInt8](repeating: 7, count: 100), to: path)
      for number in 1...4 {
        let faults = FileFaults(.read, number: number, kind)
        var bytes: [UInt8] = []
        let read = {
          try FileFaults.$current.withValue(faults) {
            try FileReader.read(path, inPiecesOf: 40) { bytes += $0 }
          }
        }
        if kind == .fails(EIO) {
          let error = #expect(throws: InterchangeError.self) { try read() }
          #expect(error?.file == path)
        } else {
          try read()
          #expect(bytes.count == 100, "read \(number)")
        }
        #expect(faults.hasStruck)
      }
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

  /// A link to what is not there yet leads to where the file goes; relative links count from the
  /// link.
  @Test(arguments: ["target", "./inner/target", "other"])
  func writesThroughALinkToNothing(destination: String) throws {
    try withTemporaryDirectory { directory in
      let manager = FileManager.default
      try manager.createDirectory(
        atPath: directory + "/inner", withIntermediateDirectories: true)
      try manager.createSymbolicLink(
        atPath: directory + "/other", withDestinationPath: "inner/last")
      let link = directory + "/link"
      try manager.createSymbolicLink(atPath: link, withDestinationPath: destination)
      try AtomicFile.write("new", to: link)
      #expect(try manager.destinationOfSymbolicLink(atPath: link) == destination)
      let file = destination == "other" ? "inner/last" : destination
      #expect(try FileReader.bytes(of: directory + "/" + file) == Array("new".utf8))
      try AtomicFile.write("newer", to: link)
      #expect(try FileReader.bytes(of: link) == Array("newer".utf8))
    }
  }

  @Test func linksInACircleAreRefused() throws {
    try withTemporaryDirectory { directory in
      for (name, other) in [("a", "b"), ("b", "a")] {
        try FileManager.default.createSymbolicLink(
          atPath: directory + "/" + name, withDestinationPath: other)
      }
      let error = #expect(throws: InterchangeError.self) {
        try AtomicFile.write("x", to: directory + "/a")
      }
      #expect(error?.problem.contains("symbolic links") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 2)
    }
  }

  @Test func aPipeIsWrittenToAndStays() async throws {
    try await withTemporaryDirectory { directory in
      let pipe = directory + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      async let read = Task.detached { try FileReader.bytes(of: pipe) }.value
      try AtomicFile.write("through", to: pipe)
      #expect(try await read == Array("through".utf8))
      var status = stat()
      #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  /// What a descriptor has open goes on where it is, and is not replaced.
  @Test func anOpenDescriptorIsWrittenTo() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/file"
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      defer { close(descriptor) }
      #expect(write(descriptor, "head ", 5) == 5)
      try AtomicFile.write("body ", to: "/dev/fd/\(descriptor)")
      #expect(write(descriptor, "tail", 4) == 4)
      #expect(try FileReader.bytes(of: path) == Array("head body tail".utf8))
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
