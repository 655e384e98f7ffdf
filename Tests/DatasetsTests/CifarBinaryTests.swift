import Foundation
import Images
import Testing

@testable import Datasets

@Suite struct CifarBinaryTests {
  @Test func planesBecomeInterleavedPixels() throws {
    try withTemporaryDirectory { directory in
      try place(record(label: 3) + record(label: 9, shift: 7), "test_batch.bin", in: directory)
      let set = try CifarBinary(directory: directory).load(.test)
      #expect(set.labels == [3, 9])
      #expect(set.classNames == CifarBinary.officialClassNames)
      #expect(set.images.height == 32 && set.images.width == 32)
      for pixel in [0, 1, 31, 32, 500, 1023] {
        for channel in 0..<3 {
          #expect(try set.images.pixels[pixel * 3 + channel] == UInt8((pixel + channel) % 251))
          #expect(
            try set.images.pixels[3072 + pixel * 3 + channel] == UInt8((pixel + channel + 7) % 251))
        }
      }
    }
  }

  @Test func trainingFilesAreReadInTheirOrderAndMayBeFewer() throws {
    try withTemporaryDirectory { directory in
      try place(record(label: 5), "data_batch_4.bin", in: directory)
      try place(record(label: 1) + record(label: 2), "data_batch_2.bin", in: directory)
      let files = CifarBinary(directory: directory)
      #expect(try files.load(.train).labels == [1, 2, 5])
      #expect(
        complaint { _ = try files.load(.test) }
          == "\(directory)/test_batch.bin: not found; expected the test images")
    }
  }

  /// A file longer than one piece of reading, so that records straddle pieces.
  @Test func longFilesKeepTheirRecordsTogether() throws {
    try withTemporaryDirectory { directory in
      let labels = (0..<1234).map { $0 % 10 }
      let bytes = labels.flatMap { record(label: UInt8($0), shift: $0) }
      try place(bytes, "test_batch.bin", in: directory)
      let set = try CifarBinary(directory: directory).load(.test)
      #expect(set.labels == labels)
      #expect(try CifarBinary.records(of: set, range: 0..<set.count) == bytes)
    }
  }

  @Test func classNamesLoseBlankLinesAndBlanks() throws {
    try withTemporaryDirectory { directory in
      try place(Array("cat\r\n\n  dog \n\n".utf8), "batches.meta.txt", in: directory)
      try place(record(label: 1), "test_batch.bin", in: directory)
      let files = CifarBinary(directory: directory)
      #expect(try files.load(.test).classNames == ["cat", "dog"])
      try place(record(label: 2), "test_batch.bin", in: directory)
      #expect(
        complaint { _ = try files.load(.test) }
          == "\(directory)/test_batch.bin: at byte 0: expected a label of 0 to 1, found 2")
    }
  }

  @Test(arguments: [
    (bytes: [] as [UInt8], words: "at byte 0: expected at least one record of 3073 bytes"),
    (record(label: 1) + [0], "at byte 3073: expected a record of 3073 bytes"),
    ([7], "found 1 bytes"),
    (
      record(label: 9) + record(label: 10),
      "at byte 3073: expected a label of 0 to 9, found 10"
    ),
    ([UInt8](repeating: 255, count: 3073), "at byte 0: expected a label of 0 to 9, found 255"),
  ])
  func faultyFilesAreRefusedWithThePlace(bytes: [UInt8], words: String) throws {
    try withTemporaryDirectory { directory in
      try place(bytes, "data_batch_1.bin", in: directory)
      let said = complaint { _ = try CifarBinary(directory: directory).load(.train) }
      #expect(said?.hasPrefix("\(directory)/data_batch_1.bin: ") == true)
      #expect(said?.contains(words) == true, "\(said ?? "nothing")")
    }
  }

  @Test func whatIsNotThereIsNamed() throws {
    try withTemporaryDirectory { directory in
      let empty = complaint { _ = try CifarBinary(directory: directory).load(.train) }
      #expect(empty?.hasPrefix("\(directory): holds no images that are known here") == true)
      #expect(empty?.contains("no data_batch_1.bin or test_batch.bin (CIFAR-10 binary)") == true)
      let nowhere = complaint { _ = try CifarBinary(directory: directory + "/no").load(.train) }
      #expect(nowhere?.hasPrefix("\(directory)/no: not found") == true)
      try place([1], "file", in: directory)
      let file = complaint { _ = try CifarBinary(directory: directory + "/file").load(.train) }
      #expect(file?.contains("/file: is a file that is no table of pictures; expected") == true)
    }
  }

  @Test func directoriesAndPipesInAFilesPlaceAreRefused() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/test_batch.bin"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let files = CifarBinary(directory: directory)
      #expect(complaint { _ = try files.load(.test) } == "\(path): is not an ordinary file")
      try FileManager.default.removeItem(atPath: path)
      #expect(mkfifo(path, 0o600) == 0)
      #expect(complaint { _ = try files.load(.test) } == "\(path): is not an ordinary file")
    }
  }

  @Test(
    arguments: [
      (text: Array("\n \n".utf8), words: "found 0 names"),
      ([0x63, 0xe9, 0x0a], "such as Latin-1; it must be UTF-8"),
      (
        Array("\u{FEFF}a\nb\n".utf16).flatMap { [UInt8]([UInt8($0 & 255), UInt8($0 >> 8)]) },
        "UTF-16"
      ),
      (Array("cat\ndog\n\ncat\n".utf8), "line 4: expected a different name for each class"),
      (Array("cat\n\u{1B}[31mdog\n".utf8), "without control characters, found '\\u{1b}[31mdog'"),
      (Array("cat\nd\0g\n".utf8), "line 2"), (Array("cat\u{C}dog\n".utf8), "line 1"),
      (Array((0..<257).map { "x\($0)\n" }.joined().utf8), "found 257 names"),
      ([UInt8](repeating: 0x61, count: 1 << 21), "at most 256 class names"),
    ] as [(text: [UInt8], words: String)])
  func faultyClassNamesAreRefused(text: [UInt8], words: String) throws {
    try withTemporaryDirectory { directory in
      try place(text, "batches.meta.txt", in: directory)
      let said = complaint { _ = try CifarBinary(directory: directory).classNames() }
      #expect(said?.contains(words) == true, "\(said ?? "nothing")")
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try withTemporaryDirectory { directory in
      let count = 10_003
      var stream = RandomStream(1)
      let pixels = (0..<count * 3072).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
      let set = ImageSet(
        images: ByteImages(count: count, height: 32, width: 32, pixels: pixels),
        labels: (0..<count).map { $0 % 3 }, classNames: ["one", "two words", "ünicode"])
      let files = CifarBinary(directory: directory + "/made/for/this")
      try files.write(set, split: .train)
      #expect(files.files(of: .train) == ["data_batch_1.bin", "data_batch_2.bin"])
      #expect(try files.load(.train) == set)
      #expect(
        complaint { try files.write(set, split: .train) }
          == "\(files.directory)/data_batch_1.bin: is already there and would be overwritten")

      var renamed = set.prefix(1)
      renamed.classNames = ["1", "2", "3"]
      #expect(
        complaint { try files.write(renamed, split: .test) }
          == "\(files.directory)/batches.meta.txt: is already there and would be overwritten")

      let shorter = set.prefix(5)
      try files.write(shorter, split: .train, replacing: true)
      #expect(try files.load(.train) == shorter)
      let left = try FileManager.default.contentsOfDirectory(atPath: files.directory)
      #expect(left.sorted() == ["batches.meta.txt", "data_batch_1.bin"])
    }
  }

  @Test func whatTheFormatCannotHoldIsNotWritten() throws {
    try withTemporaryDirectory { directory in
      let files = CifarBinary(directory: directory)
      let small = ImageSet(
        images: ByteImages(count: 1, height: 2, width: 2, pixels: [UInt8](repeating: 0, count: 12)),
        labels: [0], classNames: ["a"])
      #expect(complaint { try files.write(small, split: .test) }?.contains("2 x 2") == true)
      let named = ImageSet(
        images: ByteImages(
          count: 1, height: 32, width: 32, pixels: [UInt8](repeating: 0, count: 3072)),
        labels: [0], classNames: ["two\nlines"])
      #expect(complaint { try files.write(named, split: .test) }?.contains("line") == true)
      #expect(complaint { try files.write(named.prefix(0), split: .test) } != nil)
      let left = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(left == [])
    }
  }
}
