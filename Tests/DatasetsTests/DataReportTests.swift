import Foundation
import Images
import Testing

@testable import Datasets

@Suite struct DataReportTests {
  @Test func statisticsByHand() throws {
    let pixels: [UInt8] = [0, 10, 255, 255, 20, 255, 0, 30, 255, 255, 40, 255]
    let statistics = try ChannelStatistics(
      of: StoredImages(ByteImages(count: 1, height: 2, width: 2, pixels: pixels)))
    #expect(statistics.mean == [0.5, 100.0 / 4 / 255, 1])
    // 10, 20, 30, 40: population variance 125.
    #expect(statistics.deviation[0] == 0.5)
    #expect(abs(statistics.deviation[1] - 125.0.squareRoot() / 255) < 1e-15)
    #expect(statistics.deviation[2] == 0)
    #expect(complaint { _ = try statistics.normalization() }?.contains("same value") == true)
    #expect(
      complaint {
        _ = try ChannelStatistics(
          of: StoredImages(ByteImages(count: 0, height: 32, width: 32, pixels: [])))
      } != nil)
  }

  @Test func normalizationMakesMeanZeroAndDeviationOne() throws {
    let set = try PlantedSet().draw(
      .train, indices: Array(0..<40), workers: Workers(threads: 1)
    ).set
    let normalization = try ChannelStatistics(of: set.images).normalization()
    let values = try normalization.apply(to: set.images.loaded(), range: 0..<40)
    for channel in 0..<3 {
      let channelValues = stride(from: channel, to: values.count, by: 3).map { Double(values[$0]) }
      let mean = channelValues.reduce(0, +) / Double(channelValues.count)
      let square = channelValues.reduce(0) { $0 + $1 * $1 } / Double(channelValues.count)
      #expect(abs(mean) < 1e-5 && abs(square - 1) < 1e-5)
    }
  }

  @Test func standingOfFiles() {
    let official = OfficialFiles.sha256["test_batch.bin"] ?? ""
    #expect(
      OfficialFiles.standing(of: "test_batch.bin", records: 10_000, sha256: official) == .official)
    #expect(
      OfficialFiles.standing(of: "data_batch_1.bin", records: 10_000, sha256: official)
        == .different)
    let first = OfficialFiles.sha256OfFirstRecords["test_batch.bin"]?[1000] ?? ""
    #expect(
      OfficialFiles.standing(of: "test_batch.bin", records: 1000, sha256: first)
        == .firstRecords(1000))
    #expect(
      OfficialFiles.standing(of: "test_batch.bin", records: 999, sha256: first) == .different)
    let digests = Array(OfficialFiles.sha256.values)
    #expect(Set(digests).count == 6)
    #expect(digests.allSatisfy { $0.count == 64 && $0.allSatisfy { $0.isHexDigit } })
  }

  @Test func reportOfADirectory() throws {
    try withTemporaryDirectory { directory in
      let bytes = record(label: 1) + record(label: 1, shift: 3)
      try place(bytes, "data_batch_3.bin", in: directory)
      try place(record(label: 9), "test_batch.bin", in: directory)
      let report = try DataReport(of: DataSource(parsing: directory))
      #expect(report.splits.map(\.count) == [2, 1])
      #expect(report.splits[0].countPerClass == [0, 2, 0, 0, 0, 0, 0, 0, 0, 0])
      #expect(report.files.map(\.name) == ["data_batch_3.bin", "test_batch.bin"])
      #expect(report.files[0].records == 2)
      #expect(report.files[0].sha256 == SHA256.hexadecimal(of: bytes))
      #expect(!report.isOfficial)
      #expect(report.channels != nil)
      for words in ["automobile", "2 records  not the official bytes", report.files[1].sha256] {
        #expect(report.description.contains(words))
      }
      let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
      #expect(json.contains("\"standing\":\"not the official bytes\""))
    }
  }

  @Test func reportNeedsNoTrainingImagesButSomeImages() throws {
    try withTemporaryDirectory { directory in
      let empty = complaint { _ = try DataReport(of: DataSource(parsing: directory)) }
      #expect(empty?.hasPrefix("\(directory): holds no images that are known here") == true)
      try place(record(label: 0), "test_batch.bin", in: directory)
      let report = try DataReport(of: DataSource(parsing: directory))
      #expect(report.channels == nil)
      #expect(report.description.contains("no training images"))
    }
  }

  @Test func plantedSetsReportTheFilesTheyWouldBe() throws {
    var options = PlantedOptions(seed: 5)
    (options.trainCount, options.testCount) = (30, 20)
    let set = try PlantedSet(options)
    let drawn = try DataReport(of: DataSource(set))
    try withTemporaryDirectory { directory in
      _ = try set.write(to: directory, workers: Workers(threads: 1))
      let written = try DataReport(of: DataSource(parsing: directory))
      #expect(written.files.map(\.sha256) == drawn.files.map(\.sha256))
      #expect(written.classNames == PlantedSet.classNames)
      #expect(written.channels?.mean == drawn.channels?.mean)
    }
  }
}

/// Reference data beside the checkout, where it is.
@Suite struct SharedDataTests {
  static let data =
    (ProcessInfo.processInfo.environment["MISCLASS_SHARED"]
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared").standardizedFileURL.path) + "/data"

  static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: data + "/" + name)
  }

  @Test(.enabled(if: has("cifar-10-lossless"), "no reference data beside the checkout"))
  func firstOfficialTestImages() throws {
    let report = try DataReport(of: DataSource(parsing: Self.data + "/cifar-10-lossless"))
    #expect(report.files.map(\.standing) == [.firstRecords(1000)])
    #expect(!report.isOfficial)
    let set = try CifarBinary(directory: Self.data + "/cifar-10-lossless").load(.test)
    #expect(set.labels.prefix(8) == [3, 8, 8, 0, 6, 6, 1, 6])
  }

  @Test(.enabled(if: has("cifar-10-batches-bin"), "no reference data beside the checkout"))
  func rebuiltImagesAreNotTheOfficialOnes() throws {
    let report = try DataReport(of: DataSource(parsing: Self.data + "/cifar-10-batches-bin"))
    #expect(report.splits.map(\.count) == [50_000, 10_000])
    #expect(report.splits.allSatisfy { $0.countPerClass.allSatisfy { $0 == $0 / 1000 * 1000 } })
    #expect(report.files.allSatisfy { $0.standing == .different })
    // Near the official images' published means and deviations.
    let channels = try #require(report.channels)
    for (found, published) in zip(channels.mean, [0.4914, 0.4822, 0.4465]) {
      #expect(abs(found - published) < 0.005)
    }
    for (found, published) in zip(channels.deviation, [0.2470, 0.2435, 0.2616]) {
      #expect(abs(found - published) < 0.01)
    }
  }
}
