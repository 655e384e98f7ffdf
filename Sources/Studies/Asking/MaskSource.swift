import Datasets
package import Explanations
import Images
import Interchange

/// Where the masks of objects come from, with the words that name it.
package struct NamedMasks: Sendable {
  package let source: MaskSource
  package let text: String

  package init(source: MaskSource, text: String) {
    self.source = source
    self.text = text
  }
}

/// Where the masks of objects come from.
package enum MaskSource: Equatable, Sendable {
  /// What the data know: of a planted set the truth.
  case data
  case segment
  case centre(share: Double)
  case box(PixelFrame)
  /// One file for all images, or a folder of masks that have the pictures' names.
  case file(String)

  /// Whether objects are guessed.
  package var isEstimate: Bool {
    switch self {
    case .data, .file: false
    case .segment, .centre, .box: true
    }
  }

  /// Nil for a text that begins as one of the named kinds and does not go on so.
  package init?(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count > 1 ? String(parts[1]) : nil
    switch (parts[0], rest) {
    case ("", nil): return nil
    case ("data", nil), ("planted", nil): self = .data
    case ("segment", nil): self = .segment
    case ("centre", nil): self = .centre(share: 0.4)
    case ("centre", let rest?):
      guard let share = Double(rest), share.isFinite else { return nil }
      self = .centre(share: share)
    case ("box", let rest?):
      let numbers = rest.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 4, let top = numbers[0], let left = numbers[1],
        let height = numbers[2], let width = numbers[3],
        [top, left].allSatisfy({ (0...65_536).contains($0) }),
        [height, width].allSatisfy({ (1...65_536).contains($0) })
      else { return nil }
      self = .box(PixelFrame(rows: top..<top + height, columns: left..<left + width))
    default: self = .file(text)
    }
  }

  /// One mask for each image of the set.
  ///
  /// - Parameters:
  ///   - wholeCount: images of the split that the set begins; a file may have masks of all of them.
  ///   - data: where the set is from.
  /// - Throws: `StudyError` where the data should know masks and do not, `InterchangeError` for a
  ///   file of other images, `DatasetError` for a folder where images have no files.
  func masks(
    of set: ImageSet, wholeCount: Int, split: Split, data: DataSource, workers: Workers
  ) throws -> ObjectMasks {
    let (height, width) = (set.images.height, set.images.width)
    switch self {
    case .data:
      guard let masks = try data.loadMasks(split, workers: workers) else {
        throw StudyError.noMasks(data: data.description, split: split)
      }
      return try masks.masks(of: set, whole: wholeCount, from: data.description)
    case .segment:
      let plain = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
      return try ObjectMasks(segmenting: set.images, normalization: plain, workers: workers)
    case .centre(let share):
      return try ObjectMasks(
        centreShare: share, count: set.count, height: height, width: width)
    case .box(let frame):
      return try ObjectMasks(frame: frame, count: set.count, height: height, width: width)
    case .file(let path) where DirectoryEntry.isDirectory(path):
      return try data.loadMasks(of: set, in: path, workers: workers)
    case .file(let path):
      let masks =
        path.lowercased().hasSuffix(".png")
        ? try ObjectMasks(picture: path, images: set.images, whole: wholeCount)
        : try ObjectMasks(path: path)
      return try masks.masks(of: set, whole: wholeCount, from: path)
    }
  }
}

extension ObjectMasks {
  /// Reads a picture: one mask for all images, or as many as there are images, one below the other.
  ///
  /// - Parameter whole: images of the split, of all of which there may be masks.
  init(picture path: String, images: StoredImages, whole: Int) throws {
    let heights = [1, images.count, whole].map { $0 * images.height }
    let picture = try PNG.read(path) { width, height in
      width == images.width && heights.contains(height)
        ? nil
        : "a picture \(images.width) wide and \(images.height) high, or that many times as high as "
          + "there are images"
    }
    let marks = picture.isMarked
    let (height, width) = (images.height, images.width)
    if picture.height == height {
      self.init(repeating: marks, count: images.count, height: height, width: width)
    } else {
      self.init(count: picture.height / height, height: height, width: width, pixels: marks)
    }
  }
}
