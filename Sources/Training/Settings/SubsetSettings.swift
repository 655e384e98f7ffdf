package import Datasets
import Images
import Interchange

/// Which few pixels of the images a run is trained on and tested with.
///
/// Carter et al. 2021: networks trained on 5 % of the pixels, chosen by another network, classify
/// the test images' own 5 % nearly as well as whole images.
package struct SubsetSettings: Sendable, Equatable, Codable {
  /// `random`, or a file that `sis` wrote: images x height x width, not zero for a pixel that is
  /// kept.
  package var training: String
  /// The same for the test images.
  package var test: String
  /// Share of the pixels that `random` keeps.
  package var share: Double
  /// Shows the kept pixels in white: the shape of the mask and nothing of the image.
  package var showsShapeOnly = false
  /// Crops and flips each image once and masks it after, with the mask as it was: what the
  /// published code does, so that masks are not over the pixels they were made for.
  package var isAsPublished = false

  package static let random = "random"

  package init(training: String, test: String, share: Double) {
    self.training = training
    self.test = test
    self.share = share
  }

  /// The images of a split with their pixels hidden.
  ///
  /// - Parameters:
  ///   - set: all images of the split, or the first.
  ///   - whole: how many images the split has; a file may have masks of all of them.
  ///   - seed: of random subsets, which each image has for itself.
  /// - Throws: `InterchangeError` for masks that are not of these images, `DatasetError`.
  package func hide(
    in set: ImageSet, of split: Split, whole: Int, seed: UInt64
  ) throws -> ImageSet {
    let (height, width) = (set.images.height, set.images.width)
    let file = split == .train ? training : test
    var reduced = set
    if file == Self.random {
      reduced.shown = Self.randomPixels(
        of: set, split: split, count: PixelShare.count(share, of: height * width, rounding: .up),
        seed: seed)
    } else {
      let kept = try ObjectMasks(path: file).masks(of: set, whole: whole, from: file).pixels
      guard kept.contains(true) || kept.isEmpty else {
        throw InterchangeError(
          file: file, expected: "masks that keep some pixels", found: "none that keeps any")
      }
      reduced.shown = kept.map { $0 ? 1 : 0 }
    }
    if showsShapeOnly {
      reduced.images = set.images.changed { _, pixels in
        for place in pixels.indices { pixels[place] = 255 }
      }
    }
    return reduced
  }

  private static func randomPixels(
    of set: ImageSet, split: Split, count: Int, seed: UInt64
  ) -> [UInt8] {
    let area = set.images.height * set.images.width
    var shown = [UInt8](repeating: 0, count: set.count * area)
    for image in 0..<set.count {
      var stream = RandomStream(seed, .shownPixels, split == .train ? 0 : 1, UInt64(image))
      for pixel in stream.permutation(of: area).prefix(count) { shown[image * area + pixel] = 1 }
    }
    return shown
  }
}
