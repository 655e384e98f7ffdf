import Foundation
package import Images
import Interchange

/// A data set of NumPy arrays, of any size of image and any classes.
///
/// A directory with `train_images.npy` (N x H x W x 3, bytes, or another of the forms that
/// `ByteImages.init(_:file:)` lists), `train_labels.npy` (N whole
/// numbers), the same for `test`, or for one of them alone; where objects are known,
/// `train_masks.npy` (N x H x W, not zero on the object); and `classes.txt`, a name a line. Without
/// it the classes are called by their numbers.
package struct NumpySet: Sendable, Equatable {
  package let directory: String

  package init(directory: String) {
    self.directory = directory
  }

  package static func imagesFile(_ split: Split) -> String { "\(split.rawValue)_images.npy" }
  package static func labelsFile(_ split: Split) -> String { "\(split.rawValue)_labels.npy" }
  package static func masksFile(_ split: Split) -> String { "\(split.rawValue)_masks.npy" }
  package static let classesFile = "classes.txt"

  /// Whether a directory holds such a set.
  package static func isThere(_ directory: String) -> Bool {
    Split.allCases.contains {
      FileManager.default.fileExists(atPath: directory + "/" + imagesFile($0))
    }
  }

  /// Splits whose images are there.
  var splitsThere: [Split] {
    Split.allCases.filter { FileManager.default.fileExists(atPath: path(Self.imagesFile($0))) }
  }

  /// The files of a split that are there.
  package func files(of split: Split) -> [String] {
    [Self.imagesFile(split), Self.labelsFile(split), Self.masksFile(split)].filter {
      FileManager.default.fileExists(atPath: path($0))
    }
  }

  package func path(_ name: String) -> String { directory + "/" + name }

  /// All images of a split.
  ///
  /// - Throws: ``DatasetError`` for files that are missing, `InterchangeError` for those that hold
  ///   something else.
  package func load(_ split: Split) throws -> ImageSet {
    let imagesPath = path(Self.imagesFile(split))
    let images =
      if let pixels = NumpyPixels(path: imagesPath) {
        StoredImages(pixels)
      } else {
        try StoredImages(held(split))
      }
    let names = try classNames()
    let labels = try labels(split, count: images.count)
    if let place = labels.firstIndex(where: { !names.indices.contains($0) }) {
      throw InterchangeError(
        file: path(Self.labelsFile(split)), place: "label \(place)",
        expected: "a class from 0 to \(names.count - 1)", found: "\(labels[place])")
    }
    return ImageSet(images: images, labels: labels, classNames: names)
  }

  /// Images of a file of which no parts can be read, all at once.
  private func held(_ split: Split) throws -> ByteImages {
    try ByteImages(
      array(Self.imagesFile(split), "images"), file: path(Self.imagesFile(split)))
  }

  /// Where the objects of a split's images are; nil without the file.
  package func loadMasks(_ split: Split) throws -> ObjectMasks? {
    let file = path(Self.masksFile(split))
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try ObjectMasks(path: file)
  }

  /// The lines of `classes.txt`, or the numbers of the classes.
  package func classNames() throws -> [String] {
    let file = path(Self.classesFile)
    guard FileManager.default.fileExists(atPath: file) else {
      let largest = try splitsThere.flatMap { try labels($0, count: nil) }.max() ?? 0
      guard (0..<100_000).contains(largest) else {
        throw InterchangeError(
          file: file, expected: "class names, as a label is as large as \(largest)",
          found: "no such file")
      }
      return (0...largest).map(String.init)
    }
    let names = try ClassNames.lines(of: FileReader.bytes(of: file), file: file)
    guard names.count > 1 else {
      throw InterchangeError(
        file: file, expected: "at least two different class names, one per line",
        found: names.isEmpty ? "none" : Excerpt.list(names))
    }
    return names
  }

  private func labels(_ split: Split, count: Int?) throws -> [Int] {
    let array = try array(Self.labelsFile(split), "labels")
    let file = path(Self.labelsFile(split))
    guard array.shape.count == 1 || array.shape.count == 2 && array.shape[1] == 1 else {
      throw InterchangeError(
        file: file, expected: "one whole number for each image", found: "shape \(array.shape)")
    }
    guard let labels = array.integers else {
      throw InterchangeError(
        file: file, place: array.firstFraction.map { "label \($0.place)" },
        expected: "one whole number for each image",
        found: array.firstFraction.map { "\($0.value)" } ?? "fractions")
    }
    guard labels.count == count ?? labels.count else {
      throw InterchangeError(
        file: file, expected: "\(count ?? 0) labels, one for each image", found: "\(labels.count)")
    }
    return labels
  }

  private func array(_ name: String, _ what: String) throws -> NumpyArray {
    guard FileManager.default.fileExists(atPath: path(name)) else {
      throw DatasetError.missing(path: path(name), expected: what + " as a NumPy array")
    }
    return try NumpyArray(path: path(name))
  }
}
