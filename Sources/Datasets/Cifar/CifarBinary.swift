import Foundation
import Images
import Interchange

/// CIFAR-10's binary version: a directory of files of equal records.
///
/// A record is 1 label byte and 3072 pixel bytes: the red plane of 32 x 32, then the green, then
/// the blue, each row by row (https://www.cs.toronto.edu/~kriz/cifar.html). Training images are in
/// `data_batch_1.bin` … `data_batch_5.bin`, test images in `test_batch.bin`, class names in
/// `batches.meta.txt`, one a line; without that file they are CIFAR-10's.
///
/// A directory need hold only the split that is asked for. Of the five training files those that
/// are there are read, in their order; so a set of fewer images is a valid set, and which files
/// were read is told by ``DataReport``.
package struct CifarBinary: Sendable {
  package static let side = 32
  package static let planeBytes = side * side
  package static let recordBytes = 1 + ByteImages.channels * planeBytes
  /// Records the writer puts in one training file, as the official files have.
  package static let recordsPerFile = 10_000
  package static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }
  package static let testFile = "test_batch.bin"
  package static let namesFile = "batches.meta.txt"

  /// The classes of CIFAR-10 in the order of their labels.
  package static let officialClassNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  package let directory: String

  package init(directory: String) {
    self.directory = directory
  }

  /// The file names that may hold a split, in the order in which they are read.
  package static func fileNames(of split: Split) -> [String] {
    split == .train ? trainingFiles : [testFile]
  }

  func path(of name: String) -> String {
    URL(fileURLWithPath: directory).appendingPathComponent(name).path
  }

  /// Those files of a split that are there.
  package func files(of split: Split) -> [String] {
    Self.fileNames(of: split).filter { FileManager.default.fileExists(atPath: path(of: $0)) }
  }

  /// Throws unless the directory is one.
  func requireDirectory() throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: directory) else {
      throw .missing(path: directory, expected: DataSource.usage)
    }
    guard DirectoryEntry.isDirectory(directory) else {
      throw .inaccessible(
        path: directory,
        reason: "is a file that is no table of pictures; expected \(DataSource.usage)")
    }
  }
}
