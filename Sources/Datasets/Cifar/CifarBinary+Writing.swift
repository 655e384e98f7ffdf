import Foundation
import Images
import Interchange

extension CifarBinary {
  /// Writes a split in the same format, 10,000 records a training file, with the class names.
  ///
  /// Every file appears whole or not at all. With `replacing`, files of the split from an earlier
  /// and larger set are removed, for they would be read as part of this one.
  ///
  /// - Throws: ``DatasetError`` where images are not 32 x 32, there are more than five files' worth
  ///   of training images, or a name cannot stand on a line of its own; `InterchangeError`
  ///   where the system refuses to write.
  package func write(_ set: ImageSet, split: Split, replacing: Bool = false) throws {
    try requireWritable(set, split: split)
    let earlier = files(of: split)
    if !replacing {
      if let name = earlier.first { throw DatasetError.alreadyThere(path: path(of: name)) }
      // The other split may be there, if its classes are the same.
      let namesPath = path(of: Self.namesFile)
      if FileManager.default.fileExists(atPath: namesPath), try classNames() != set.classNames {
        throw DatasetError.alreadyThere(path: namesPath)
      }
    }
    try makeDirectory()
    var written: Set<String> = []
    for (name, range) in Self.ranges(of: split, count: set.count) {
      try AtomicFile.write(Self.records(of: set, range: range), to: path(of: name))
      written.insert(name)
    }
    for name in earlier where !written.contains(name) {
      do {
        try FileManager.default.removeItem(atPath: path(of: name))
      } catch {
        throw DatasetError.inaccessible(
          path: path(of: name), reason: "cannot be removed (\(error.localizedDescription))")
      }
    }
    let lines = set.classNames.map { $0 + "\n" }.joined()
    try AtomicFile.write(lines, to: path(of: Self.namesFile))
  }

  private func requireWritable(_ set: ImageSet, split: Split) throws(DatasetError) {
    guard set.images.height == Self.side, set.images.width == Self.side else {
      throw .unusable(
        reason: "CIFAR-10 binary files hold images of 32 x 32 only, these are"
          + " \(set.images.height) x \(set.images.width)")
    }
    let most = Self.recordsPerFile * Self.trainingFiles.count
    guard set.count > 0, split == .test || set.count <= most else {
      throw .unusable(reason: "expected 1 to \(most) training images, found \(set.count)")
    }
    guard set.classNames.count <= 256 else {
      throw .unusable(reason: "a label is one byte, so \(set.classNames.count) classes do not fit")
    }
    for name in set.classNames {
      let bare = name.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !name.isEmpty, name == bare, !name.contains(where: \.isNewline) else {
        throw .unusable(reason: "the class name \"\(name)\" cannot stand on a line of its own")
      }
    }
  }

  /// Which images of a split go into which file.
  static func ranges(of split: Split, count: Int) -> [(name: String, range: Range<Int>)] {
    let perFile = split == .train ? recordsPerFile : count
    return zip(fileNames(of: split), stride(from: 0, to: count, by: perFile)).map { name, start in
      (name, start..<min(start + perFile, count))
    }
  }

  /// Records of a run of images, as bytes of the file.
  static func records(of set: ImageSet, range: Range<Int>) throws -> [UInt8] {
    let images = try set.images.load(range)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * recordBytes)
    let perImage = images.bytesPerImage
    for index in 0..<range.count {
      bytes.append(UInt8(set.labels[range.lowerBound + index]))
      for channel in 0..<ByteImages.channels {
        let first = index * perImage + channel
        for offset in stride(from: first, to: (index + 1) * perImage, by: ByteImages.channels) {
          bytes.append(images.pixels[offset])
        }
      }
    }
    return bytes
  }

  func makeDirectory() throws(DatasetError) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .inaccessible(
        path: directory, reason: "cannot be made (\(error.localizedDescription))")
    }
  }
}
