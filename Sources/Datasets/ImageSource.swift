package import Images
import Interchange

/// One kind of thing that `--data` can name, such as a directory in one of the formats.
///
/// A format is added by a type that conforms, and its line in ``DataSource/kinds``.
package protocol ImageSource: Sendable {
  /// What a user writes to name such a source, for helps and messages.
  static var usage: String { get }

  /// The source that a text names; nil where the text names one of another kind.
  ///
  /// - Parameter reading: how pictures are read, for kinds that hold some.
  /// - Throws: ``DatasetError`` for a text that is of this kind but wrong. What a directory holds
  ///   is looked at as little as telling the kinds apart needs; the rest when it is read.
  static func named(_ text: String, reading: PictureReading) throws(DatasetError) -> Self?

  /// The text that names the source, with all that its images depend on.
  var name: String { get }

  func classNames() throws -> [String]

  /// The splits that there are, at least one.
  func presentSplits() throws -> [Split]

  /// All images of a split, with labels where the source has them.
  func load(_ split: Split, workers: Workers) throws -> ImageSet

  /// The labels of a split, without its pixels where the source can do without.
  func labels(of split: Split, workers: Workers) throws -> ImageLabels

  /// All images of a split with their causes and masks; nil where the source has no such knowledge.
  func loadPlanted(_ split: Split, workers: Workers) throws -> PlantedImages?

  /// What may make errors on a split's images, and their twins without it; nil where the source
  /// does not know.
  func loadKnownCauses(_ split: Split, workers: Workers) throws -> KnownCauses?

  /// Where the objects of a split's images are; nil where the source does not know.
  func loadMasks(_ split: Split, workers: Workers) throws -> ObjectMasks?

  /// What is said where labels are needed and those of a split are not known.
  func missingLabels(of split: Split) -> DatasetError

  /// What the headers of a split's pictures tell; nil where images are no files of their own.
  func sizes(of split: Split, workers: Workers) throws -> PictureSizes?

  /// The files of a split with their checksums; of drawn images, those that they would be written
  /// as.
  func digests(of split: Split, set: ImageSet) throws -> [FileDigest]
}

extension ImageSource {
  package func labels(of split: Split, workers: Workers) throws -> ImageLabels {
    try ImageLabels(load(split, workers: workers))
  }

  package func missingLabels(of split: Split) -> DatasetError {
    .unlabelled(place: name, reason: "nothing tells the classes of its images")
  }

  package func sizes(of split: Split, workers: Workers) throws -> PictureSizes? { nil }
  package func loadPlanted(_ split: Split, workers: Workers) throws -> PlantedImages? { nil }
  package func loadKnownCauses(_ split: Split, workers: Workers) throws -> KnownCauses? { nil }
  package func loadMasks(_ split: Split, workers: Workers) throws -> ObjectMasks? { nil }
}

/// A file of a data set: what it is called, how many images it holds, and its SHA-256.
package struct FileDigest: Sendable, Equatable {
  package let name: String
  package let records: Int
  package let sha256: String

  package init(name: String, records: Int, sha256: String) {
    self.name = name
    self.records = records
    self.sha256 = sha256
  }

  /// Reads a file piece by piece.
  ///
  /// - Parameter records: how many images so many bytes hold.
  init(
    _ name: String, at path: String, records: (_ bytes: Int) -> Int
  ) throws {
    var digest = SHA256()
    var bytes = 0
    try FileReader.read(path, inPiecesOf: 1 << 20) { piece in
      digest.update(piece)
      bytes += piece.count
    }
    self.init(name: name, records: records(bytes), sha256: digest.hexadecimal())
  }
}
