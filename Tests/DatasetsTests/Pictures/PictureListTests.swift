import Foundation
import Images
import Interchange
import Testing

@testable import Datasets

/// Tables that name pictures and their labels.
struct PictureListTests {
  @Test(arguments: [
    "file,label,mask\nx/1.png,dog,m.png\n2.png,cat,\n",
    "Label;Filename\ndog;x/1.png\n\"cat\";2.png\n",
    "image\tclass\r\nx/1.png\tdog\r\n2.png\tcat\r\n",
  ])
  func namesAreNumberedInTheirOrder(table: String) throws {
    try withList(table) { (list: PictureList) throws in
      #expect(list.classNames == ["cat", "dog"])
      let pictures = try list.pictures(of: .test)
      #expect(pictures.names == ["x/1.png", "2.png"])
      #expect(pictures.labels == [1, 0])
      #expect(pictures.masks == (table.contains("mask") ? ["m.png", ""] : nil))
    }
  }

  @Test func numbersAreClassesAndSplitsAreKept() throws {
    try withList(
      "file,label,split\na.png,2,train\nb.png,0,val\nc.png,1,test\n"
    ) { (list: PictureList) throws in
      #expect(list.classNames == ["0", "1", "2"])
      #expect(list.presentSplits() == [.train, .test])
      #expect(try list.pictures(of: .train).labels == [2])
      #expect(try list.pictures(of: .test).names == ["b.png", "c.png"])
    }
  }

  @Test(arguments: [
    ("", "the header file,label"), ("file,label\n", "pictures, one a line"),
    ("name,label\na.png,1\n", "a column 'file'"), ("file,size\na.png,1\n", "a column 'label'"),
    ("file,label\na.png\n", "line 2: expected a label"),
    ("file,label\na.png,1\n,2\n", "line 3: expected the name of a file"),
    ("file,path,label\na.png,b.png,1\n", "one column for each"),
    ("file,label,split\na.png,1,tset\n", "train, val or test"),
    ("file,label\na.png,9999999\n", "classes below"),
  ])
  func whatIsNoListIsToldByLine(table: String, expected: String) {
    let error = #expect(throws: InterchangeError.self) { try withList(table) { _ in } }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  /// Masks are made the size of their pictures, and say where the object is.
  @Test func masksFollowTheirPictures() throws {
    try withTemporaryDirectory { root in
      try write(picture: 50, root, "a.png")
      let marks: [UInt8] = [0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255]
      try Data(PNG.encoded(width: 3, height: 2, pixels: marks)).write(
        to: URL(filePath: root + "/m.png"))
      let list = root + "/list.csv"
      try Data("file,label,mask\na.png,x,m.png\n".utf8).write(to: URL(filePath: list))
      let masks = try DataSource(parsing: list).loadMasks(.test)
      #expect(masks?.pixels == [false, true, false, false, false, true])
      try write(picture: 50, root, "m.png", height: 4, width: 4)
      let error = #expect(throws: InterchangeError.self) {
        try DataSource(parsing: list).loadMasks(.test)
      }
      #expect(error?.description.contains("a mask of 3 x 2 as a.png is") == true)
    }
  }

  /// Masks in a folder of their own have the names of the pictures, whatever the pictures' format.
  @Test func masksInAFolderHaveTheNamesOfThePictures() throws {
    try withTemporaryDirectory { root in
      try write(picture: 50, root, "pics/cat/a.png")
      try write(picture: 50, root, "pics/dog/b.png")
      let marks: [UInt8] = [0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255]
      try FileManager.default.createDirectory(
        atPath: root + "/masks/cat", withIntermediateDirectories: true)
      try Data(PNG.encoded(width: 3, height: 2, pixels: marks)).write(
        to: URL(filePath: root + "/masks/cat/a.png"))
      let source = try DataSource(parsing: root + "/pics")
      let set = try source.load(.test)
      // One without a mask is no matter where it is not asked about.
      let masks = try source.loadMasks(
        of: set.prefix(1), in: root + "/masks", workers: Workers(threads: 1))
      #expect(masks.pixels == [false, true, false, false, false, true])
      let error = #expect(throws: InterchangeError.self) {
        try source.loadMasks(of: set, in: root + "/masks", workers: Workers(threads: 1))
      }
      #expect(error?.description.contains("masks/dog/b.png") == true, "\(error as Any)")
      #expect(throws: DatasetError.self) {
        let planted = try DataSource(parsing: "planted")
        _ = try planted.loadMasks(
          of: planted.load(.test).prefix(1), in: root, workers: Workers(threads: 1))
      }
    }
  }

  private func withList(_ table: String, _ body: (PictureList) throws -> Void) throws {
    try withTemporaryDirectory { root in
      let path = root + "/list.csv"
      try Data(table.utf8).write(to: URL(filePath: path))
      try body(PictureList(path: path))
    }
  }
}
