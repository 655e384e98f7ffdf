package import Images
package import Interchange

/// Object masks in files, and those of a part of a split.
extension ObjectMasks {
  /// Reads N x H x W whole numbers, or the same with an axis of one channel.
  ///
  /// - Throws: `InterchangeError` for an array that is no such thing.
  package init(path: String) throws {
    let array = try NumpyArray(path: path)
    // An axis of channels may stand before or after those of the image.
    let channels = array.shape.count == 4 ? [3, 1].first { array.shape[$0] == 1 } : nil
    var shape = array.shape
    if let channels { shape.remove(at: channels) }
    guard shape.count == 3 else {
      throw InterchangeError(
        file: path, expected: "masks, images x height x width", found: "shape \(array.shape)")
    }
    guard let values = array.integers else {
      throw InterchangeError(
        file: path, expected: "whole numbers, zero off the object", found: "fractions")
    }
    self.init(
      count: shape[0], height: shape[1], width: shape[2], pixels: values.map { $0 != 0 })
  }

  /// The masks of the images that begin a split.
  ///
  /// - Parameters:
  ///   - set: those images, all of the split's or the first.
  ///   - whole: how many images the split has.
  ///   - source: where the masks come from, for messages.
  /// - Throws: `InterchangeError` unless there are as many masks as images in the set or in the
  ///   split, and of their size.
  package func masks(
    of set: ImageSet, whole: Int, from source: String
  ) throws(InterchangeError) -> ObjectMasks {
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
}
