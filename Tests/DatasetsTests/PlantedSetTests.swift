import Foundation
import Images
import Testing

@testable import Datasets

@Suite struct PlantedSetTests {
  static let workers = Workers(threads: 2)

  /// Any drift of the drawing, on any machine, shows here.
  @Test func sameBytesEverywhere() throws {
    let set = try PlantedSet()
    var digest = SHA256()
    for split in Split.allCases {
      let drawn = set.draw(split, indices: Array(0..<100), workers: Self.workers)
      digest.update(try drawn.set.images.pixels)
      digest.update(drawn.set.labels.map { UInt8($0) })
      digest.update(drawn.masks)
      for record in drawn.records { digest.update(Array(record.csvLine.utf8)) }
    }
    #expect(
      digest.hexadecimal() == "a2834adcef8c16e9adf2474f12f3817cc1508466f51737cbea855c021417dc6a")
  }

  @Test(arguments: [1, 2, 3, 7]) func threadsMakeNoDifference(threads: Int) throws {
    let set = try PlantedSet(PlantedOptions(seed: 9))
    let indices = Array(0..<50)
    #expect(
      set.draw(.test, indices: indices, workers: Workers(threads: threads))
        == set.draw(.test, indices: indices, workers: Workers(threads: 1)))
  }

  @Test func imagesDoNotDependOnOneAnother() throws {
    let set = try PlantedSet()
    let first = set.draw(.train, indices: Array(0..<30), workers: Self.workers)
    let alone = set.draw(.train, indices: [17], workers: Self.workers)
    #expect(alone.set == first.set.selecting([17]))
    #expect(alone.records == [first.records[17]])
    var options = PlantedOptions()
    options.trainCount = 30
    #expect(try PlantedSet(options).draw(.train, workers: Self.workers) == first)
  }

  @Test func seedsAndSplitsDiffer() throws {
    let indices = Array(0..<5)
    let zero = try PlantedSet().draw(.test, indices: indices, workers: Self.workers)
    let one = try PlantedSet(PlantedOptions(seed: 1))
      .draw(.test, indices: indices, workers: Self.workers)
    let train = try PlantedSet().draw(.train, indices: indices, workers: Self.workers)
    #expect(zero.set.images != one.set.images)
    #expect(zero.set.images != train.set.images)
  }

  @Test func recordsSayWhatWasDrawn() throws {
    let drawn = try PlantedSet().draw(.test, workers: Self.workers)
    #expect(drawn.set.labels == drawn.records.map(\.label))
    #expect(drawn.set.countPerClass == [Int](repeating: 200, count: 10))
    for (index, record) in drawn.records.enumerated() {
      #expect(record.index == index)
      #expect(record.partner == record.label ^ 1)
      let mask = drawn.masks[index * 1024..<(index + 1) * 1024]
      #expect(mask.allSatisfy { $0 <= 1 })
      #expect(record.maskPixels == mask.reduce(0) { $0 + Int($1) })
      #expect(record.maskPixels > 40 && record.maskPixels < 600)
      // No part of the object is further off than its longest point, lengthened the most.
      for (pixel, covered) in mask.enumerated() where covered == 1 {
        let x = Double(pixel % 32) + 0.5 - record.centreX
        let y = Double(pixel / 32) + 0.5 - record.centreY
        #expect((x * x + y * y).squareRoot() < 1.38 * record.radius + 1)
      }
      #expect(record.usualBackground == nil || record.usualBackground == record.label)
      switch record.cause {
      case .none, .morphology:
        #expect(record.background == record.usualBackground)
      case .interference:
        let background = try #require(record.background)
        #expect(background != record.label && background != record.partner)
      case .both: Issue.record("only factorial sets have both causes in one image")
      }
      #expect((record.morphStrength > 0) == (record.cause == .morphology))
      if record.cause == .morphology { #expect((0.35...0.49).contains(record.morphStrength)) }
    }
  }

  @Test(arguments: Split.allCases) func ratesHold(split: Split) throws {
    let set = try PlantedSet(PlantedOptions(seed: 3))
    let drawn = set.draw(split, workers: Self.workers)
    let rates = set.options.rates(of: split)
    func expectShare(_ count: Int, of total: Int, _ rate: Double) {
      let slack = 5 * (Double(total) * rate * (1 - rate)).squareRoot()
      #expect(abs(Double(count) - Double(total) * rate) <= slack)
    }
    let records = drawn.records
    expectShare(
      records.count { $0.cause == .interference }, of: records.count, rates.interference)
    expectShare(records.count { $0.cause == .morphology }, of: records.count, rates.morphology)
    expectShare(records.count { $0.usualBackground != nil }, of: records.count, rates.background)
    let elsewhere = records.filter { $0.cause == .interference }
    for scene in 0..<10 {
      expectShare(elsewhere.count { $0.background == scene }, of: elsewhere.count, 0.1)
    }
  }

  @Test func takingACauseOutChangesNothingElse() throws {
    let set = try PlantedSet()
    let indices = Array(0..<300)
    let with = set.draw(.test, indices: indices, workers: Self.workers)
    let without = set.draw(.test, indices: indices, withoutCauses: true, workers: Self.workers)
    let (before, after) = (try with.set.images.pixels, try without.set.images.pixels)
    var changed = [PlantedCause: Int]()
    for index in indices {
      let record = with.records[index]
      #expect(without.records[index].cause == .none)
      #expect(without.records[index].morphStrength == 0)
      let pixels = index * 3072..<(index + 1) * 3072
      let mask = with.masks[index * 1024..<(index + 1) * 1024]
      let same = before[pixels] == after[pixels]
      switch record.cause {
      case .none:
        #expect(same)
      case .morphology:
        #expect(!same)
        #expect(without.masks[index * 1024..<(index + 1) * 1024] != mask)
      case .interference:
        #expect(!same)
        #expect(without.masks[index * 1024..<(index + 1) * 1024] == mask)
        // Wholly covered pixels (those whose neighbours are all covered) stay as they were.
        for (pixel, inside) in interior(of: Array(mask)).enumerated() where inside {
          for byte in pixels.lowerBound + pixel * 3..<pixels.lowerBound + pixel * 3 + 3 {
            #expect(before[byte] == after[byte])
          }
        }
      case .both: Issue.record("only factorial sets have both causes in one image")
      }
      changed[record.cause, default: 0] += 1
    }
    let single: [PlantedCause] = [.none, .morphology, .interference]
    #expect(single.allSatisfy { (changed[$0] ?? 0) > 40 })
  }

  private func interior(of mask: [UInt8]) -> [Bool] {
    (0..<1024).map { pixel in
      let (row, column) = (pixel / 32, pixel % 32)
      guard (1..<31).contains(row), (1..<31).contains(column) else { return false }
      return (-1...1).allSatisfy { dy in
        (-1...1).allSatisfy { dx in mask[(row + dy) * 32 + column + dx] == 1 }
      }
    }
  }

  @Test func morphedShapesLieBetweenThePair() throws {
    for label in 0..<10 {
      let own = PlantedShapes.outline(of: label, morphedBy: 0)
      let partner = PlantedShapes.outline(of: label ^ 1, morphedBy: 0)
      #expect(own.count == 120)
      #expect(PlantedShapes.outline(of: label, morphedBy: 1) == partner)
      let middle = PlantedShapes.outline(of: label, morphedBy: 0.25)
      for index in own.indices {
        #expect(abs(middle[index].x - (0.75 * own[index].x + 0.25 * partner[index].x)) < 1e-12)
        #expect(abs(middle[index].y - (0.75 * own[index].y + 0.25 * partner[index].y)) < 1e-12)
      }
      // Closed: walking round comes back to the start, no point sits at the origin.
      #expect(own.allSatisfy { $0.x * $0.x + $0.y * $0.y < 1.9 })
      #expect(own != partner)
    }
  }

  @Test func coverageOfARectangle() {
    // From (2, 3) to (5.5, 7): 3.5 x 4 pixels of 16 samples.
    let corners = [
      Point(x: 2, y: 3), Point(x: 5.5, y: 3), Point(x: 5.5, y: 7), Point(x: 2, y: 7),
    ]
    let samples = Coverage(of: corners).samples
    #expect(samples.reduce(0, +) == 14 * 16)
    #expect(samples[3 * 32 + 2] == 16 && samples[3 * 32 + 5] == 8 && samples[3 * 32 + 6] == 0)
    #expect(samples[2 * 32 + 2] == 0 && samples[7 * 32 + 2] == 0)
    // Beyond the picture on all sides.
    let all = [
      Point(x: -9, y: -9), Point(x: 50, y: -9), Point(x: 50, y: 50), Point(x: -9, y: 50),
    ]
    #expect(Coverage(of: all).samples.allSatisfy { $0 == 16 })
  }

  @Test(arguments: [
    ("trainCount", "train images: expected 1 to 50000, found 0"),
    ("interference", "test rate of interference: expected 0 to 1, found 1.5"),
    ("background", "train rate of background: expected 0 to 1, found nan"),
    ("sum", "test rate of interference and morphology together: expected 0 to 1, found 1.25"),
    ("strength", "morph strength"),
  ])
  func optionsOutOfRangeAreRefused(what: String, words: String) {
    var options = PlantedOptions()
    switch what {
    case "trainCount": options.trainCount = 0
    case "interference": options.test.interference = 1.5
    case "background": options.train.background = .nan
    case "sum": (options.test.interference, options.test.morphology) = (0.75, 0.5)
    default: options.mostMorphStrength = 0.5
    }
    #expect(complaint { _ = try PlantedSet(options) }?.contains(words) == true)
  }

  @Test func setsDocumentThemselves() throws {
    var options = PlantedOptions(seed: 21)
    (options.trainCount, options.testCount) = (12, 11)
    let set = try PlantedSet(options)
    try withTemporaryDirectory { directory in
      let both = try set.write(to: directory, workers: Self.workers)
      let drawn = try #require(both[.test])
      #expect(try CifarBinary(directory: directory).load(.train) == #require(both[.train]).set)
      #expect(try CifarBinary(directory: directory).load(.test) == drawn.set)
      let causes = try String(contentsOfFile: directory + "/test_causes.csv", encoding: .utf8)
      let lines = causes.split(separator: "\n")
      #expect(lines.count == 12)
      #expect(String(lines[0]) == PlantedRecord.csvHeader)
      let columns = PlantedRecord.csvHeader.split(separator: ",").count
      for (line, record) in zip(lines.dropFirst(), drawn.records) {
        #expect(String(line) == record.csvLine)
        #expect(
          line.split(separator: ",", omittingEmptySubsequences: false).count == columns)
      }
      struct Document: Decodable {
        let options: PlantedOptions
        let classNames: [String]
      }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/planted.json"))
      let document = try JSONDecoder().decode(Document.self, from: bytes)
      #expect(document.options == options)
      #expect(document.classNames == PlantedSet.classNames)
      _ = try set.write(to: directory, replacing: true, workers: Self.workers)
    }
  }

  @Test(arguments: ["data_batch_5.bin", "planted.json", "train_causes.csv", "test_masks.npy"])
  func nothingIsOverwrittenUnasked(name: String) throws {
    try withTemporaryDirectory { directory in
      try place([1], name, in: directory)
      #expect(
        complaint { _ = try PlantedSet().write(to: directory, workers: Self.workers) }
          == "\(directory)/\(name): is already there and would be overwritten")
      let left = try FileManager.default.contentsOfDirectory(atPath: directory)
      #expect(left == [name])
    }
  }
}
