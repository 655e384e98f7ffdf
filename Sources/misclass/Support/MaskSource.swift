import Datasets
import Explanations
import Interchange
import Tensors
import Terminal

/// Where the objects of a set's images are: a file, or what the data themselves know.
enum MaskSource {
  static func option(_ name: String = "masks", required: Bool = false) -> Option {
    Option(
      name, "MASKS.npy",
      help: "Where the objects are: images x height x width, not zero on the object, 'data' for the "
        + "masks that planted data and sets of .npy files know, or 'segment' for guesses by colour.", required: required)
  }
}

extension Arguments {
  /// The masks of the chosen images of a split; nil where the option is not given.
  ///
  /// - Parameters:
  ///   - whole: all images of the split.
  ///   - chosen: places in it.
  func objectMasks(
    _ option: String = "masks", split: Split, of whole: ImageSet, chosen: [Int],
    _ compute: Compute
  ) throws -> ObjectMasks? {
    guard let text = try value(ifGiven: option, .string) else { return nil }
    if text == "segment" {
      return BorderSegmentation.masks(
        of: whole.images.selecting(chosen), workers: compute.workers)
    }
    let masks = try objectMasks(text, option: option, split: split, compute)
    guard masks.count == whole.count || masks.count == chosen.count else {
      throw InterchangeError(
        file: text, expected: "one mask for each of \(whole.count) images", found: "\(masks.count)")
    }
    guard masks.height == whole.images.height, masks.width == whole.images.width else {
      throw InterchangeError(
        file: text,
        expected: "masks of \(whole.images.height) x \(whole.images.width) as the images are",
        found: "\(masks.height) x \(masks.width)")
    }
    return masks.count == whole.count ? masks.selecting(chosen) : masks
  }

  private func objectMasks(
    _ text: String, option: String, split: Split, _ compute: Compute
  ) throws -> ObjectMasks {
    guard text == "data" || text == "planted" else { return try ObjectMasks(path: text) }
    let source = try dataSource()
    guard let masks = try source.loadMasks(split, workers: compute.workers) else {
      throw UsageError(
        "--\(option) \(text): '\(source)' knows no masks of its \(split.rawValue) images",
        command: command)
    }
    return ObjectMasks(
      count: masks.count, height: masks.height, width: masks.width,
      pixels: masks.pixels.map { $0 != 0 })
  }
}

extension ObjectMasks {
  /// The masks of some images, in the order given.
  func selecting(_ places: [Int]) -> ObjectMasks {
    ObjectMasks(
      count: places.count, height: height, width: width, pixels: places.flatMap { self[$0] })
  }
}
