import Images
package import Interchange

/// Where the object is in each image of a split: N x H x W, not zero on it.
package struct SplitMasks: Sendable, Equatable {
  package let count: Int
  package let height: Int
  package let width: Int
  package let pixels: [UInt8]

  /// - Precondition: `pixels` holds exactly `count * height * width` values.
  package init(count: Int, height: Int, width: Int, pixels: [UInt8]) {
    precondition(pixels.count == count * height * width)
    self.count = count
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  /// Reads N x H x W whole numbers.
  ///
  /// - Throws: `InterchangeError` for an array that is no such thing.
  package init(path: String) throws {
    let array = try NumpyArray(path: path)
    guard array.shape.count == 3 else {
      throw InterchangeError(
        file: path, expected: "masks, images x height x width", found: "shape \(array.shape)")
    }
    guard let values = array.integers else {
      throw InterchangeError(
        file: path, expected: "whole numbers, zero off the object", found: "fractions")
    }
    self.init(
      count: array.shape[0], height: array.shape[1], width: array.shape[2],
      pixels: values.map { $0 == 0 ? 0 : 1 })
  }

  /// The masks of the images that begin a split.
  ///
  /// - Parameters:
  ///   - set: those images, all of the split's or the first.
  ///   - whole: how many images the split has.
  ///   - source: where the masks come from, for messages.
  /// - Throws: `InterchangeError` unless there are as many masks as images in the set or in the split,
  ///   and of their size.
  package func masks(
    of set: ImageSet, whole: Int, from source: String
  ) throws(InterchangeError) -> SplitMasks {
    guard count == set.count || count == whole else {
      let split = set.count == whole ? "" : ", or of all \(whole) of the split"
      throw InterchangeError(
        file: source, expected: "one mask for each of \(set.count) images" + split,
        found: "\(count)")
    }
    guard height == set.images.height, width == set.images.width else {
      throw InterchangeError(
        file: source,
        expected: "masks of \(set.images.height) x \(set.images.width) as the images are",
        found: "\(height) x \(width)")
    }
    return prefix(set.count)
  }

  /// The first masks.
  package func prefix(_ limit: Int) -> SplitMasks {
    let kept = min(max(limit, 0), count)
    return SplitMasks(
      count: kept, height: height, width: width, pixels: Array(pixels.prefix(kept * height * width))
    )
  }
}
