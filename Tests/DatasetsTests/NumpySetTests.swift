import Datasets
import Foundation
import Images
import Interchange
import Testing

/// Data sets of NumPy arrays, good and bad.
@Suite struct NumpySetTests {
  private func withSet<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "misclass-numpy-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for (split, count) in [("train", 3), ("test", 2)] {
      let pixels = (0..<count * 4 * 5 * 3).map { UInt8($0 * 7 % 256) }
      try NumpyArray(shape: [count, 4, 5, 3], bytes: pixels)
        .write(to: directory + "/\(split)_images.npy")
      try NumpyArray(shape: [count], integers: (0..<count).map { $0 % 2 })
        .write(to: directory + "/\(split)_labels.npy")
    }
    try NumpyArray(shape: [2, 4, 5], integers: (0..<40).map { $0 % 3 })
      .write(to: directory + "/test_masks.npy")
    try Data("cat\ndog\n".utf8).write(to: URL(filePath: directory + "/classes.txt"))
    return try body(directory)
  }

  @Test func arraysAreADataSource() throws {
    try withSet { directory in
      let source = try DataSource(parsing: directory)
      #expect(source.description == directory && !source.isPlanted)
      let set = try source.load(.train)
      #expect(set.count == 3 && set.images.height == 4 && set.images.width == 5)
      #expect(set.labels == [0, 1, 0] && set.classNames == ["cat", "dog"])
      #expect(try set.images.pixels[60] == UInt8(60 * 7 % 256))
      let masks = try #require(try source.loadMasks(.test))
      #expect(masks.count == 2 && masks.pixels == (0..<40).map { $0 % 3 != 0 })
      #expect(try source.loadMasks(.train) == nil)
      let report = try DataReport(of: source)
      #expect(report.splits.map(\.count) == [3, 2] && report.splits[1].countPerClass == [1, 1])
      #expect(report.files.count == 5 && !report.isOfficial)
    }
  }

  /// The same three images in every form, and what they are in the set.
  @Test func formsOfImagesThatPeopleKeep() throws {
    let pixels = (0..<180).map { UInt8($0 * 7 % 256) }
    var channelsFirst = [UInt8](repeating: 0, count: 180)
    for index in 0..<180 {
      let (image, position, channel) = (index / 60, index / 3 % 20, index % 3)
      channelsFirst[(image * 3 + channel) * 20 + position] = pixels[index]
    }
    let forms: [NumpyArray] = [
      NumpyArray(shape: [3, 3, 4, 5], bytes: channelsFirst),
      NumpyArray(shape: [3, 4, 5, 3], integers: pixels.map { Int($0) }),
      NumpyArray(shape: [3, 4, 5, 3], floats: pixels.map { Float($0) }),
      NumpyArray(shape: [3, 4, 5, 3], floats: pixels.map { Float($0) / 255 }),
      NumpyArray(
        shape: [3, 3, 4, 5], elements: .doubles(channelsFirst.map { Double($0) / 255 })),
    ]
    try withSet { directory in
      for form in forms {
        try form.write(to: directory + "/train_images.npy")
        #expect(try DataSource(parsing: directory).load(.train).images.pixels == pixels)
      }
      let grey = (0..<60).map { UInt8($0 * 11 % 256) }
      for shape in [[3, 4, 5], [3, 4, 5, 1], [3, 1, 4, 5]] {
        try NumpyArray(shape: shape, bytes: grey).write(to: directory + "/train_images.npy")
        let set = try DataSource(parsing: directory).load(.train)
        #expect(set.images.height == 4 && set.images.width == 5)
        #expect(try set.images.pixels == grey.flatMap { [$0, $0, $0] })
      }
    }
  }

  @Test func numbersThatAreNoPixelsAreRefused() throws {
    let others: [NumpyArray] = [
      NumpyArray(shape: [3, 4, 5, 3], integers: (0..<180).map { $0 * 2 }),
      NumpyArray(shape: [3, 4, 5, 3], floats: (0..<180).map { Float($0) / 179 }),
      NumpyArray(shape: [3, 4, 5, 3], floats: (0..<180).map { Float($0 - 1) }),
      NumpyArray(shape: [3, 4, 5, 3], floats: [.nan] + [Float](repeating: 0, count: 179)),
      NumpyArray(shape: [3, 4, 5, 4], bytes: [UInt8](repeating: 0, count: 240)),
    ]
    try withSet { directory in
      for other in others {
        try other.write(to: directory + "/train_images.npy")
        #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.train) }
      }
    }
  }

  @Test func classesWithoutNamesAreNumbers() throws {
    try withSet { directory in
      try FileManager.default.removeItem(atPath: directory + "/classes.txt")
      #expect(try DataSource(parsing: directory).load(.test).classNames == ["0", "1"])
    }
  }

  @Test func aSplitMayBeAlone() throws {
    try withSet { directory in
      try FileManager.default.removeItem(atPath: directory + "/train_images.npy")
      let source = try DataSource(parsing: directory)
      #expect(try source.load(.test).count == 2)
      #expect(throws: DatasetError.self) { try source.load(.train) }
    }
  }

  @Test(arguments: [
    ("test_images.npy", [2, 4], "images x height x width x 3"),
    ("test_images.npy", [2, 4, 5, 4], "images x height x width x 3"),
    ("test_images.npy", [0, 4, 5, 3], "at least one"),
    ("test_labels.npy", [2, 2], "one whole number for each image"),
    ("test_labels.npy", [3], "2 labels"),
  ])
  func anotherShapeIsRefused(file: String, shape: [Int], message: String) throws {
    try withSet { directory in
      let count = shape.reduce(1, *)
      try NumpyArray(shape: shape, bytes: [UInt8](repeating: 0, count: count))
        .write(to: directory + "/" + file)
      let error = #expect(throws: InterchangeError.self) {
        try DataSource(parsing: directory).load(.test)
      }
      #expect(error.map { "\($0)".contains(message) && "\($0)".contains(file) } == true)
    }
  }

  @Test func floatsALabelTooLargeAndNoNamesAreRefused() throws {
    try withSet { directory in
      try NumpyArray(shape: [2], integers: [0, 2]).write(to: directory + "/test_labels.npy")
      #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.test) }
      try NumpyArray(shape: [2], integers: [0, -1]).write(to: directory + "/test_labels.npy")
      #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.test) }
      try NumpyArray(shape: [2], floats: [0, 0.5]).write(to: directory + "/test_labels.npy")
      #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.test) }
    }
    try withSet { directory in
      try NumpyArray(
        shape: [2, 4, 5, 3], floats: [Float](repeating: 0.3, count: 120)
      ).write(to: directory + "/test_images.npy")
      #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.test) }
    }
    try withSet { directory in
      try Data("cat\ncat\n".utf8).write(to: URL(filePath: directory + "/classes.txt"))
      #expect(throws: InterchangeError.self) { try DataSource(parsing: directory).load(.test) }
    }
  }
}
