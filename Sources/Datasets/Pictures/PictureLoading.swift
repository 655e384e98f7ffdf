import Foundation
import Images
import Interchange

/// Reads pictures from their files.
struct PictureLoading: Sendable {
  /// Decoded between two reports of progress.
  private static let round = 64

  /// From which the pictures' names lead.
  let directory: String
  let reading: PictureReading
  let workers: Workers

  /// The places of the pictures that can be read; those that cannot are told as a remark.
  ///
  /// Every picture is decoded, as damage may be anywhere in it; nothing of it is kept.
  /// - Throws: `DatasetError.unreadablePictures` where none can be read.
  func readable(_ names: NameList) throws -> [Int] {
    var kept: [Int] = []
    var broken: [String] = []
    for first in stride(from: 0, to: names.count, by: Self.round) {
      let round = first..<min(first + Self.round, names.count)
      let problems = workers.map(count: round.count) { place -> String? in
        do {
          _ = try picture(names[first + place])
          return nil
        } catch {
          return "\(error)"
        }
      }
      for (place, problem) in zip(round, problems) {
        if let problem { broken.append(problem) } else { kept.append(place) }
      }
      try reading.progress(round.upperBound, names.count)
    }
    if broken.isEmpty { return kept }
    guard !kept.isEmpty else { throw DatasetError.unreadablePictures(broken) }
    reading.remark(
      "left out \(broken.count) of \(names.count) pictures that cannot be read:\n"
        + broken.map { "  \($0)" }.joined(separator: "\n"))
    return kept
  }

  /// One mask for each picture, of the size that the pictures become.
  ///
  /// A mask must be as large as its picture; what is marked is told as for all pictures of masks.
  /// - Parameter paths: where the masks are, in the order of the pictures.
  func loadMasks(
    _ paths: [String], of pictures: NameList, height: Int, width: Int
  ) throws -> ObjectMasks {
    let masks = workers.map(count: pictures.count) { place in
      Result { try mask(paths[place], of: pictures[place]) }
    }
    var pixels: [Bool] = []
    for (place, mask) in masks.enumerated() {
      let mask = try mask.get()
      guard (mask.height, mask.width) == (height, width) else {
        throw DatasetError.differentSizes(
          first: pictures[0], firstSize: [width, height], second: paths[place],
          secondSize: [mask.width, mask.height])
      }
      pixels += stride(from: 0, to: mask.pixels.count, by: ByteImages.channels).map {
        mask.pixels[$0] > 127
      }
    }
    return ObjectMasks(count: pictures.count, height: height, width: width, pixels: pixels)
  }

  private func mask(_ path: String, of picture: String) throws -> ByteImages {
    let original = PictureTree.join(directory, picture)
    let size = try PictureFile.header(bytes(of: picture), named: original)
    let mask = try PNG.read(path) { width, height in
      width == size.width && height == size.height
        ? nil : "a mask of \(size.width) x \(size.height) as \(picture) is"
    }
    let marks = ByteImages(
      count: 1, height: mask.height, width: mask.width,
      pixels: mask.isMarked.flatMap { Array(repeating: $0 ? 255 : 0, count: 3) })
    return try prepared(marks, of: path, filter: .nearest)
  }

  /// A picture as the network sees it.
  func picture(_ name: String) throws -> ByteImages {
    let path = PictureTree.join(directory, name)
    return try prepared(original(name), of: path)
  }

  /// A picture as it is, upright and in colours.
  func original(_ name: String) throws -> ByteImages {
    try ByteImages(picture: bytes(of: name), file: PictureTree.join(directory, name))
  }

  /// What a picture's beginning tells; nil where that cannot be read.
  func header(of name: String) -> PictureFile.Header? {
    (try? bytes(of: name)).flatMap {
      try? PictureFile.header($0, named: name)
    }
  }

  func bytes(of name: String) throws -> [UInt8] {
    try FileReader.bytes(of: PictureTree.join(directory, name))
  }

  private func prepared(
    _ picture: ByteImages, of path: String, filter: ResizeFilter? = nil
  ) throws -> ByteImages {
    do {
      return try reading.preparation?.apply(to: picture, filter: filter) ?? picture
    } catch {
      throw DatasetError.unusable(reason: "\(path): \(error)")
    }
  }
}
