import Foundation
import Interchange
import Testing

@testable import Datasets

/// One set of pictures parted into two.
@Suite struct PictureDivisionTests {
  /// Empty files: nothing here opens a picture.
  private func withPictures(
    _ names: [String], _ body: (_ directory: String) throws -> Void
  ) throws {
    let directory = NSTemporaryDirectory() + "misclass-division-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for name in names {
      let path = directory + "/" + name
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: path))
    }
    try body(directory)
  }

  private static let pictures =
    (0..<20).map { "cat/\($0).jpg" } + (0..<10).map { "dog/\($0).png" } + ["emu/only.png"]

  @Test func eachClassIsPartedByItself() throws {
    try withPictures(Self.pictures) { directory in
      let division = try PictureDivision(DataSource(parsing: directory), share: 0.2, seed: 0)
      #expect(division.rows.count == 31)
      let tests = division.rows.filter { $0.split == .test }
      #expect(tests.count { $0.label == 0 } == 4)
      #expect(tests.count { $0.label == 1 } == 2)
      // The only picture of a class is one to train with.
      #expect(!tests.contains { $0.label == 2 })
    }
  }

  @Test func theTableIsASetOfBothSplits() throws {
    try withPictures(Self.pictures) { directory in
      let division = try PictureDivision(DataSource(parsing: directory), share: 0.3, seed: 5)
      let inside = directory + "/all.csv"
      try Data(division.table(at: inside)).write(to: URL(fileURLWithPath: inside))
      #expect(String(decoding: division.table(at: inside), as: UTF8.self).contains("\ncat/0.jpg,"))
      let outside = NSTemporaryDirectory() + "misclass-division-\(UUID().uuidString).csv"
      defer { try? FileManager.default.removeItem(atPath: outside) }
      try Data(division.table(at: outside)).write(to: URL(fileURLWithPath: outside))
      for table in [inside, outside] {
        let source = try DataSource(parsing: table)
        #expect(source.description == table)
        #expect(try source.classNames() == ["cat", "dog", "emu"])
        #expect(try source.labels(of: .train).labels.count == 22)
        #expect(try source.labels(of: .test).labels == [0, 0, 0, 0, 0, 0, 1, 1, 1])
        #expect(throws: DatasetError.self) {
          try PictureDivision(source, share: 0.3, seed: 5)
        }
      }
    }
  }

  @Test func whatHoldsNoPicturesIsRefused() throws {
    #expect {
      try PictureDivision(DataSource(parsing: "no/such/place"), share: 0.5, seed: 0)
    } throws: {
      if case DatasetError.missing = $0 { true } else { false }
    }
    #expect(throws: DatasetError.self) {
      try PictureDivision(DataSource(parsing: "planted"), share: 0.5, seed: 0)
    }
  }

  @Test func namesAndSeedDecideAlone() throws {
    try withPictures(Self.pictures) { directory in
      let source = try DataSource(parsing: directory)
      let division = try PictureDivision(source, share: 0.5, seed: 1)
      let again = try PictureDivision(source, share: 0.5, seed: 1)
      let other = try PictureDivision(source, share: 0.5, seed: 2)
      #expect(division.rows == again.rows)
      #expect(division.rows != other.rows)
    }
  }

  @Test func classesNamedByNumbersWithGapsAreRefused() throws {
    try withPictures(["3/a.png", "3/b.png", "7/c.png"]) { directory in
      let source = try DataSource(parsing: directory)
      #expect(throws: DatasetError.self) { try PictureDivision(source, share: 0.5, seed: 0) }
    }
    try withPictures((0..<11).map { "\($0)/a.png" }) { directory in
      let source = try DataSource(parsing: directory)
      #expect(throws: Never.self) { try PictureDivision(source, share: 0.5, seed: 0) }
    }
  }
}
