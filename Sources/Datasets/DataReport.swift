import Foundation
package import Images

/// What `data info` tells of a data source.
package struct DataReport: Sendable, Encodable {
  package struct SplitReport: Sendable, Encodable {
    package let split: Split
    package let count: Int
    /// In the order of the classes.
    package let countPerClass: [Int]
  }

  package struct FileReport: Sendable, Encodable {
    package let name: String
    package let records: Int
    package let sha256: String
    package let standing: OfficialStanding
  }

  package struct Channels: Sendable, Encodable {
    /// Red, green, blue on the scale 0...1, over all training pixels.
    package let mean: [Double]
    /// The population's standard deviation.
    package let deviation: [Double]
  }

  package let source: String
  package let classNames: [String]
  /// The splits that are there.
  package let splits: [SplitReport]
  /// The files of records; of a planted set, those that it would be written as.
  package let files: [FileReport]
  /// Nil without training images.
  package let channels: Channels?

  /// Whether the source is CIFAR-10 as published: all six files, each the official bytes.
  package let isOfficial: Bool

  /// Reads, or draws, all that the source has.
  ///
  /// - Throws: ``DatasetError`` where a file is faulty, or there is neither split.
  package init(of source: DataSource, workers: Workers = Workers(threads: 1)) throws {
    var splits: [SplitReport] = []
    var files: [FileReport] = []
    var channels: Channels?
    for split in try source.presentSplits() {
      let set = try source.load(split, workers: workers)
      splits.append(
        SplitReport(split: split, count: set.count, countPerClass: set.countPerClass))
      if split == .train {
        let statistics = try ChannelStatistics(of: set.images)
        channels = Channels(mean: statistics.mean, deviation: statistics.deviation)
      }
      files += try source.digests(of: split, set: set).map { file in
        FileReport(
          name: file.name, records: file.records, sha256: file.sha256,
          standing: OfficialFiles.standing(
            of: file.name, records: file.records, sha256: file.sha256))
      }
    }
    self.source = source.description
    self.classNames = try source.classNames()
    self.splits = splits
    self.files = files
    self.channels = channels
    isOfficial =
      files.count == OfficialFiles.sha256.count && files.allSatisfy { $0.standing == .official }
  }
}
