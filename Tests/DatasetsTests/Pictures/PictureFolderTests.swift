import Foundation
import Images
import Interchange
import Synchronization
import Testing
import Text

@testable import Datasets

/// Which pictures are found, in which order, and as which class.
struct PictureFolderTests {
  @Test func foldersAreClassesInTheOrderOfTheirNames() throws {
    try withTemporaryDirectory { root in
      for name in [
        "zebra/b.png", "zebra/a.png", "ant/inner/deep.png", "ant/z.png", "ant-bear/q.png",
      ] {
        try write(picture: 7, root, name)
      }
      try Data("notes".utf8).write(to: URL(filePath: root + "/ant/notes.txt"))
      try Data("not a picture".utf8).write(to: URL(filePath: root + "/ant/._z.png"))
      let source = try DataSource(parsing: root)
      let labels = try source.labels(of: .test)
      #expect(labels.classNames == ["ant", "ant-bear", "zebra"])
      #expect(
        labels.names == [
          "ant/z.png", "ant/inner/deep.png", "ant-bear/q.png", "zebra/a.png", "zebra/b.png",
        ])
      #expect(labels.labels == [0, 0, 1, 2, 2])
      #expect(try source.presentSplits() == [.test])
      #expect(throws: DatasetError.self) { try source.load(.train) }
    }
  }

  @Test func splitsNumberTheirClassesAlike() throws {
    try withTemporaryDirectory { root in
      for name in ["train/b/1.png", "train/c/1.png", "val/a/1.png", "val/c/1.png"] {
        try write(picture: 9, root, name)
      }
      let source = try DataSource(parsing: root)
      #expect(try source.presentSplits() == [.train, .test])
      #expect(try source.classNames() == ["a", "b", "c"])
      #expect(try source.load(.train).labels == [1, 2])
      #expect(try source.load(.test).labels == [0, 2])
      #expect(try source.load(.test).names == ["val/a/1.png", "val/c/1.png"])
    }
  }

  @Test func namesTellClassesWhereNoFoldersDo() throws {
    try withTemporaryDirectory { root in
      for name in ["dog.1.png", "cat.10.png", "cat.2.png"] { try write(picture: 1, root, name) }
      let labels = try DataSource(parsing: root).labels(of: .test)
      #expect(labels.classNames == ["cat", "dog"])
      #expect(labels.names == ["cat.10.png", "cat.2.png", "dog.1.png"])
      try write(picture: 1, root, "stray.png")
      let error = #expect(throws: DatasetError.self) {
        try DataSource(parsing: root).labels(of: .test)
      }
      #expect(
        error?.description.hasPrefix("\(root): stray.png: nothing tells its class") == true)
    }
  }

  @Test func flatFoldersHaveNoLabels() throws {
    try withTemporaryDirectory { root in
      for name in ["b.png", "a.png", "cat.1.png"] { try write(picture: 5, root, name) }
      let source = try DataSource(parsing: root)
      let set = try source.loadWithoutLabels(.test)
      #expect(set.names == ["a.png", "b.png", "cat.1.png"] && set.count == 3)
      #expect(!set.isLabelled && set.labels.isEmpty && set.classNames.isEmpty)
      #expect(set.selecting([2, 0]).names == ["cat.1.png", "a.png"])
      let error = #expect(throws: DatasetError.self) { try source.load(.test) }
      let text = error?.description ?? ""
      #expect(text.hasPrefix("\(root): a.png: nothing tells its class"), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  /// Caltech-101 has one folder more above its classes, Dogs-vs-Cats its two splits flat.
  @Test func layoutsOfKnownSetsAreUnderstood() throws {
    try withTemporaryDirectory { root in
      for name in [
        "101_ObjectCategories/Faces/image_0001.png", "101_ObjectCategories/yin_yang/image_0001.png",
        "101_ObjectCategories/BACKGROUND_Google/image_0001.png", "dogs/train/cat.0.png",
        "dogs/train/dog.0.png", "dogs/test1/1.png",
      ] {
        try write(picture: 5, root, name)
      }
      let caltech = try DataSource(parsing: root + "/101_ObjectCategories").labels(of: .test)
      #expect(caltech.classNames == ["BACKGROUND_Google", "Faces", "yin_yang"])
      let dogs = try DataSource(parsing: root + "/dogs")
      #expect(try dogs.labels(of: .train).classNames == ["cat", "dog"])
      #expect(try DataSource(parsing: root + "/dogs/test1").loadWithoutLabels(.test).count == 1)
    }
  }

  @Test func whatIsNoSetIsToldOfEveryKind() throws {
    try withTemporaryDirectory { root in
      try FileManager.default.createDirectory(
        atPath: root + "/a/b", withIntermediateDirectories: true)
      for path in [root, root + "/missing", root + "/a"] {
        let error = #expect(throws: DatasetError.self) {
          try DataSource(parsing: path).load(.test)
        }
        let text = error?.description ?? ""
        for kind in ["pictures", "CIFAR-10", ".npy"] { #expect(text.contains(kind), "\(text)") }
      }
    }
  }

  @Test func picturesInDeepFoldersAloneAreFound() throws {
    try withTemporaryDirectory { root in
      try write(picture: 5, root, "cat/2024/may/1.png")
      #expect(try DataSource(parsing: root).labels(of: .test).names == ["cat/2024/may/1.png"])
    }
  }

  @Test func originalsKeepTheirSizesAndFilesTellPicturesApart() throws {
    try withTemporaryDirectory { root in
      try write(picture: 3, root, "a/1.png")
      try write(picture: 3, root, "a/2.png", height: 5, width: 4)
      let reading = PictureReading(
        preparation: PicturePreparation(resize: .exactly(.init(height: 4, width: 4))))
      func identity() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try DataSource(parsing: root, reading: reading).load(.test).images.forEachIdentity {
          bytes += $0
        }
        return bytes
      }
      let images = try DataSource(parsing: root, reading: reading).load(.test).images
      #expect(try images.originals([1, 0]).map { [$0.height, $0.width] } == [[5, 4], [2, 3]])
      let before = try identity()
      #expect(try identity() == before)
      try write(picture: 4, root, "a/1.png")
      #expect(try identity() != before)
    }
  }

  @Test func pixelsAreThoseOfTheFiles() throws {
    try withTemporaryDirectory { root in
      try write(picture: 3, root, "a/1.png")
      try write(picture: 200, root, "b/1.png")
      for threads in [1, 3] {
        let set = try DataSource(parsing: root).load(.test, workers: Workers(threads: threads))
        #expect(set.images.height == 2 && set.images.width == 3)
        #expect(
          try set.images.pixels
            == [UInt8](repeating: 3, count: 18) + [UInt8](repeating: 200, count: 18))
      }
    }
  }

  @Test func brokenPicturesAreNamedOrLeftOut() throws {
    try withTemporaryDirectory { root in
      try write(picture: 3, root, "a/1.png")
      try write(picture: 4, root, "b/1.png")
      try Data("GIF89a".utf8).write(to: URL(filePath: root + "/a/2.gif"))
      try Data("\u{89}PNG".utf8).write(to: URL(filePath: root + "/b/0.png"))
      let error = #expect(throws: DatasetError.self) {
        try DataSource(parsing: root).load(.test).images.loaded()
      }
      let text = error?.description ?? ""
      #expect(text.contains("a/2.gif") && text.contains("b/0.png"), "\(text)")
      let remarks = Mutex<[String]>([])
      let reading = PictureReading(skipsBroken: true) { text in
        remarks.withLock { $0.append(text) }
      }
      let set = try DataSource(parsing: root, reading: reading).load(.test)
      #expect(set.names == ["a/1.png", "b/1.png"] && set.labels == [0, 1])
      let told = remarks.withLock { $0 }
      #expect(told.count == 1 && told[0].contains("left out 2 of 4 pictures"), "\(told)")
    }
  }

  @Test func differentSizesNeedASize() throws {
    try withTemporaryDirectory { root in
      try write(picture: 3, root, "a/1.png")
      try write(picture: 3, root, "a/2.png", height: 5, width: 4)
      #expect(
        throws: DatasetError.differentSizes(
          first: "a/1.png", firstSize: [3, 2], second: "a/2.png", secondSize: [4, 5])
      ) { try DataSource(parsing: root).load(.test).images.loaded() }
      let reading = PictureReading(
        preparation: PicturePreparation(resize: .exactly(.init(height: 4, width: 4))))
      let set = try DataSource(parsing: root, reading: reading).load(.test)
      #expect(set.images.height == 4 && set.images.width == 4 && set.count == 2)
      #expect(try set.images.pixels.allSatisfy { $0 == 3 })
    }
  }
}

/// A picture of one grey.
func write(
  picture grey: UInt8, _ root: String, _ name: String, height: Int = 2, width: Int = 3
) throws {
  let path = root + "/" + name
  try FileManager.default.createDirectory(
    at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
  let pixels = [UInt8](repeating: grey, count: height * width * 3)
  try Data(PNG.encoded(width: width, height: height, pixels: pixels)).write(
    to: URL(filePath: path))
}
