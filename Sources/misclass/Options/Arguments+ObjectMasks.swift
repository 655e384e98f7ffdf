import Compute
import Datasets
import Explanations
import Images
import Terminal

extension Option {
  /// Where the objects of images are.
  static func masks(required: Bool = false) -> Option {
    Option(
      "masks", "MASKS",
      help: "Where the objects are: FILE.npy (images x height x width, not zero on the object), "
        + "data (what planted sets and sets of .npy files know), or, as guesses, segment (by "
        + "colour), centre:SHARE, box:TOP,LEFT,HEIGHT,WIDTH.", required: required)
  }
}

extension Arguments {
  /// The masks of the chosen images of a split; nil where `--masks` is not given.
  ///
  /// - Parameters:
  ///   - whole: all images of the split.
  ///   - chosen: places in it.
  func objectMasks(
    split: Split, of whole: ImageSet, chosen: [Int], _ compute: Compute
  ) throws -> ObjectMasks? {
    guard let text = try value(ifGiven: "masks", .string) else { return nil }
    let source = try MaskSource(parsing: text, command: command)
    func masks(of set: ImageSet) throws -> ObjectMasks {
      try source.masks(
        of: set, wholeCount: set.count, split: split, data: dataSource(), workers: compute.workers)
    }
    return switch source {
    case .data, .file: try masks(of: whole).selecting(chosen)
    // Guesses are made of the chosen images alone.
    case .segment, .centre, .box: try masks(of: whole.selecting(chosen))
    }
  }
}

extension ObjectMasks {
  init(_ masks: SplitMasks) {
    self.init(
      count: masks.count, height: masks.height, width: masks.width,
      pixels: masks.pixels.map { $0 != 0 })
  }

  /// The masks of some images, in the order given.
  func selecting(_ places: [Int]) -> ObjectMasks {
    ObjectMasks(
      count: places.count, height: height, width: width, pixels: places.flatMap { self[$0] })
  }
}
