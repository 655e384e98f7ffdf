import Foundation
package import Images

/// What `data info` tells of a data source.
package struct DataReport: Sendable, Encodable {
  package struct SplitReport: Sendable, Encodable {
    package let split: Split
    package let count: Int
    /// In the order of the classes; empty where labels are not known.
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
  /// Nil without training images of one size.
  package let channels: Channels?
  /// What the pictures of all splits are; nil where images are no files of their own.
  package let pictures: [PictureSizes]?

  /// Whether the source is CIFAR-10 as published: all six files, each the official bytes.
  package let isOfficial: Bool

  /// Reads, or draws, all that the source has.
  ///
  /// - Throws: ``DatasetError`` where a file is faulty, or there is neither split.
  package init(of source: DataSource, workers: Workers = Workers(threads: 1)) throws {
    var splits: [SplitReport] = []
    var files: [FileReport] = []
    var channels: Channels?
    var pictures: [PictureSizes]?
    for split in try source.presentSplits() {
      let sizes = try source.sizes(of: split, workers: workers)
      if let sizes { pictures = (pictures ?? []) + [sizes] }
      let set = try source.loadWithoutLabels(split, workers: workers)
      splits.append(
        SplitReport(
          split: split, count: set.count, countPerClass: set.isLabelled ? set.countPerClass : []))
      if split == .train {
        channels = try Channels(of: set.images)
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
    self.pictures = pictures
    isOfficial =
      files.count == OfficialFiles.sha256.count && files.allSatisfy { $0.standing == .official }
  }
}

extension DataReport.Channels {
  /// Nil for pictures of different sizes, which are not brought to one.
  fileprivate init?(of images: StoredImages) throws {
    do {
      let statistics = try ChannelStatistics(of: images)
      self.init(mean: statistics.mean, deviation: statistics.deviation)
    } catch DatasetError.differentSizes {
      return nil
    }
  }
}
