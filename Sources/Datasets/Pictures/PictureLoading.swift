import Foundation
import Images
import Interchange

/// Reads pictures side by side into images of one size.
struct PictureLoading {
  /// Decoded between two reports of progress.
  private static let round = 64
  /// Broken pictures named in a message.
  private static let named = 5
  /// All pixels are held in memory; sets above this are refused before memory is asked for.
  static let mostBytes = 1 << 35

  /// From which the pictures' names lead.
  let directory: String
  let reading: PictureReading
  let workers: Workers

  struct Broken: Sendable {
    let name: String
    let problem: String
  }

  /// The pictures that could be read, as images and with their records.
  ///
  /// - Throws: `DatasetError.unusable` where a picture cannot be read and none may be left out, or
  ///   pictures have different sizes and nothing says which size is wanted.
  func load(_ files: [ListedPicture]) throws -> (images: ByteImages, files: [ListedPicture]) {
    var builder = Builder()
    var kept: [ListedPicture] = []
    var broken: [Broken] = []
    for first in stride(from: 0, to: files.count, by: Self.round) {
      let round = files[first..<min(first + Self.round, files.count)]
      let pictures = workers.map(count: round.count) { place in
        Result { try picture(round[first + place].name) }
      }
      for (file, picture) in zip(round, pictures) {
        switch picture {
        case .success(let picture):
          try builder.add(picture, of: file.name, all: files.count)
          kept.append(file)
        case .failure(let error):
          broken.append(Broken(name: file.name, problem: "\(error)"))
          if !reading.skipsBroken, broken.count > Self.named { throw Self.refusal(broken) }
        }
      }
      try reading.progress(first + round.count, files.count)
    }
    if !broken.isEmpty {
      guard reading.skipsBroken, !kept.isEmpty else { throw Self.refusal(broken) }
      reading.remark(
        "left out \(broken.count) of \(files.count) pictures that cannot be read:\n"
          + broken.map { "  \($0.problem)" }.joined(separator: "\n"))
    }
    return (builder.images, kept)
  }

  /// One mask for each picture, of the size that the pictures become.
  ///
  /// A mask must be as large as its picture; what is marked is told as for all pictures of masks.
  func loadMasks(of files: [ListedPicture]) throws -> ObjectMasks {
    let masks = workers.map(count: files.count) { place in Result { try mask(of: files[place]) } }
    var builder = Builder()
    for (file, mask) in zip(files, masks) {
      try builder.add(mask.get(), of: file.mask ?? "", all: files.count)
    }
    let images = builder.images
    return ObjectMasks(
      count: images.count, height: images.height, width: images.width,
      pixels: stride(from: 0, to: images.pixels.count, by: ByteImages.channels).map {
        images.pixels[$0] > 127
      })
  }

  private func mask(of file: ListedPicture) throws -> ByteImages {
    let path = PictureTree.join(directory, file.mask ?? "")
    let original = PictureTree.join(directory, file.name)
    let size = try PictureFile.header(FileReader.bytes(of: original), named: original)
    let picture = try PNG.read(path) { width, height in
      width == size.width && height == size.height
        ? nil : "a mask of \(size.width) x \(size.height) as \(file.name) is"
    }
    let marks = ByteImages(
      count: 1, height: picture.height, width: picture.width,
      pixels: picture.isMarked.flatMap { Array(repeating: $0 ? 255 : 0, count: 3) })
    return try prepared(marks, of: path, filter: .nearest)
  }

  private func picture(_ name: String) throws -> ByteImages {
    let path = PictureTree.join(directory, name)
    let picture = try ByteImages(picture: FileReader.bytes(of: path), file: path)
    return try prepared(picture, of: path)
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

  private static func refusal(_ broken: [Broken]) -> DatasetError {
    let more = broken.count > named ? "\nand more" : ""
    return .unusable(
      reason: broken.prefix(named).map(\.problem).joined(separator: "\n") + more)
  }

  /// Images of one size, one after the other.
  private struct Builder {
    private var pixels: [UInt8] = []
    private var first: (height: Int, width: Int, name: String)?
    private var count = 0

    var images: ByteImages {
      ByteImages(
        count: count, height: first?.height ?? 0, width: first?.width ?? 0, pixels: pixels)
    }

    mutating func add(_ picture: ByteImages, of name: String, all: Int) throws {
      if let first {
        guard (first.height, first.width) == (picture.height, picture.width) else {
          throw DatasetError.differentSizes(
            first: first.name, firstSize: [first.width, first.height], second: name,
            secondSize: [picture.width, picture.height])
        }
      } else {
        first = (picture.height, picture.width, name)
        let (bytes, overflow) = picture.pixels.count.multipliedReportingOverflow(by: all)
        guard !overflow, bytes <= PictureLoading.mostBytes else {
          throw DatasetError.unusable(
            reason: "\(all) pictures of \(picture.width) x \(picture.height) pixels would take "
              + "\(bytes >> 30) GiB, more than the \(PictureLoading.mostBytes >> 30) GiB that are "
              + "read at once")
        }
        pixels.reserveCapacity(bytes)
      }
      pixels += picture.pixels
      count += 1
    }
  }
}
