import Compute
import Datasets
import Images
import Interchange
import Terminal

extension Option {
  /// Where the objects of images are.
  static func masks(required: Bool = false) -> Option {
    Option(
      "masks", "MASKS",
      help: "Where the objects are: FILE.npy (images x height x width, not zero on the object), "
        + "FILE.png (not black on it, or not transparent where opacity differs), "
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
    let found =
      switch source {
      case .data, .file: try masks(of: whole).selecting(chosen)
      // Guesses are made of the chosen images alone.
      case .segment, .centre, .box: try masks(of: whole.selecting(chosen))
      }
    try checkObjects(found, places: chosen, source: text, mustShow: true)
    return found
  }

  /// Looks for masks that show no object with ground around it, of which no measure says anything.
  ///
  /// - Parameters:
  ///   - places: the images' in the data.
  ///   - source: where the masks come from.
  ///   - mustShow: whether the work has no sense if no mask shows an object.
  /// - Throws: `InterchangeError` where none does and one must; warns of some, or of all otherwise.
  func checkObjects(
    _ masks: ObjectMasks, places: some Collection<Int>, source: String, mustShow: Bool
  ) throws {
    let flat = zip(0..<masks.count, places).filter { masks.isFlat($0.0) }
    guard let first = flat.first else { return }
    let kind = masks[first.0].contains(true) ? "all object" : "without an object"
    if mustShow, flat.count == masks.count {
      throw InterchangeError(
        file: source, expected: "masks that are zero off the object and not zero on it",
        found: "none; that of image \(first.1) is \(kind)")
    }
    Console(self).warning(
      "\(source): \(flat.count) of \(masks.count) masks are all object or without an object; the "
        + "first, of image \(first.1), is \(kind)", program: "misclass")
  }
}

extension ObjectMasks {
  /// Whether a mask is the same everywhere.
  func isFlat(_ image: Int) -> Bool {
    let mask = self[image]
    return mask.allSatisfy { $0 == mask.first }
  }
}
