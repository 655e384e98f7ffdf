import Foundation
import Images
import Interchange

extension CifarBinary {
  /// All images of a split, in file order.
  ///
  /// - Throws: ``DatasetError`` for a missing directory or file, an empty file, a last record that
  ///   is cut short, or a label that names no class; `InterchangeError` where a file cannot be
  ///   read.
  package func load(_ split: Split) throws -> ImageSet {
    try requireDirectory()
    let names = files(of: split)
    guard !names.isEmpty else {
      if Split.allCases.allSatisfy({ files(of: $0).isEmpty }) { throw nothingThere }
      throw DatasetError.missing(
        path: path(of: Self.fileNames(of: split)[0]),
        expected: split == .train ? "the training images" : "the test images")
    }
    let classNames = try self.classNames()
    var labels: [Int] = []
    let parts = try names.map { name in
      let before = labels.count
      try append(labelsOf: path(of: name), classes: classNames.count, to: &labels)
      return (path: path(of: name), records: labels.count - before)
    }
    return ImageSet(
      images: StoredImages(try CifarPixels(parts)), labels: labels, classNames: classNames)
  }

  /// The names in `batches.meta.txt` (blank lines and blanks around a name left out), or
  /// CIFAR-10's.
  package func classNames() throws -> [String] {
    let path = self.path(of: Self.namesFile)
    guard FileManager.default.fileExists(atPath: path) else { return Self.officialClassNames }
    var bytes: [UInt8] = []
    try FileReader.read(path, inPiecesOf: 1 << 16) { piece in
      bytes += piece
      // Names of 256 classes fit many times over; this is some other file.
      guard bytes.count <= 1 << 20 else {
        throw DatasetError.malformed(
          path: path, byte: 1 << 20, expected: "at most 256 class names", found: "more text")
      }
    }
    let names = try ClassNames.lines(of: bytes, file: path)
    guard (1...256).contains(names.count) else {
      throw DatasetError.malformed(
        path: path, byte: 0, expected: "1 to 256 class names, one per line",
        found: "\(names.count) names")
    }
    return names
  }

  /// Reads a whole file, and keeps the labels.
  private func append(
    labelsOf path: String, classes: Int, to labels: inout [Int]
  ) throws {
    var offset = 0
    var rest: [UInt8] = []
    var beginning: [UInt8] = []
    // Any bytes may be pixels, so only a file that is no records is called by its beginning.
    func kind(_ found: String) -> String {
      FormatGuess.knownOrWeights(beginning).map { "\(found): the file begins as \($0) does" }
        ?? found
    }
    try FileReader.read(path, inPiecesOf: 1000 * Self.recordBytes) { piece in
      if offset == 0 { beginning = beginning + piece.prefix(512) }
      // The file may have grown while it was read, so that a piece ends within a record.
      let bytes = rest + piece
      let whole = bytes.count / Self.recordBytes
      for record in 0..<whole {
        let start = record * Self.recordBytes
        let label = Int(bytes[start])
        guard label < classes else {
          throw DatasetError.malformed(
            path: path, byte: offset + start, expected: "a label of 0 to \(classes - 1)",
            found: kind("\(label)"))
        }
        labels.append(label)
      }
      rest = Array(bytes[(whole * Self.recordBytes)...])
      offset += whole * Self.recordBytes
    }
    guard rest.isEmpty else {
      throw DatasetError.malformed(
        path: path, byte: offset,
        expected: "a record of \(Self.recordBytes) bytes (the length must be a multiple of it)",
        found: kind("\(rest.count) bytes"))
    }
    guard offset > 0 else {
      throw DatasetError.malformed(
        path: path, byte: 0, expected: "at least one record of \(Self.recordBytes) bytes",
        found: "an empty file")
    }
  }
}
