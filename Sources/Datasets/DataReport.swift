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
      files += try source.digests(of: split, set: set).map { name, records, digest in
        FileReport(
          name: name, records: records, sha256: digest,
          standing: OfficialFiles.standing(of: name, records: records, sha256: digest))
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

extension DataSource {
  /// The splits that the source has, at least one.
  fileprivate func presentSplits() throws -> [Split] {
    if case .numpy(let set) = self { return set.presentSplits }
    guard case .directory(let files) = self else { return Split.allCases }
    try files.requireDirectory()
    let present = Split.allCases.filter { !files.files(of: $0).isEmpty }
    guard !present.isEmpty else {
      throw DatasetError.inaccessible(
        path: files.directory,
        reason: "holds neither \(CifarBinary.trainingFiles[0]) to \(CifarBinary.trainingFiles[4])"
          + " nor \(CifarBinary.testFile)")
    }
    return present
  }

  /// Name, number of records and SHA-256 of each file of a split.
  fileprivate func digests(
    of split: Split, set: ImageSet
  ) throws -> [(name: String, records: Int, sha256: String)] {
    switch self {
    case .directory(let directory):
      return try directory.files(of: split).map { name in
        let (digest, bytes) = try Self.digest(
          of: directory.path(of: name), expected: "CIFAR-10 binary records")
        return (name, bytes / CifarBinary.recordBytes, digest)
      }
    case .numpy(let files):
      return try files.files(of: split).map { name in
        (name, set.count, try Self.digest(of: files.path(name), expected: "a NumPy array").digest)
      }
    case .planted:
      return CifarBinary.ranges(of: split, count: set.count).map { name, range in
        (name, range.count, SHA256.hexadecimal(of: CifarBinary.records(of: set, range: range)))
      }
    }
  }

  private static func digest(
    of path: String, expected: String
  ) throws -> (digest: String, bytes: Int) {
    var digest = SHA256()
    var bytes = 0
    try WholeFile.read(path, inPiecesOf: 1 << 20, expected: expected) { piece in
      digest.update(piece)
      bytes += piece.count
    }
    return (digest.hexadecimal(), bytes)
  }
}
