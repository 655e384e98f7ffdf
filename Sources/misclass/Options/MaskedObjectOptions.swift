import Compute
import Datasets
import Explanations
import Images
import Terminal

extension Option where Value == NamedMasks? {
  /// Where the objects of images are.
  static var masks: Self { Option("masks", "MASKS", .masks, help: NamedMasks.help) }
}

extension NamedMasks {
  static let help =
    "Where the objects are: FILE.npy (images x height x width, not zero on the object), data (what "
    + "planted sets and sets of .npy files know), or, as guesses, segment (by colour), centre:SHARE, "
    + "box:TOP,LEFT,HEIGHT,WIDTH."
}

extension ValueKind where Value == NamedMasks {
  /// Masks of objects, by a file or by a word.
  static var masks: Self {
    Self(
      expected: "FILE.npy, FILE.png, data, segment, centre:SHARE with a number or "
        + "box:TOP,LEFT,HEIGHT,WIDTH with whole numbers",
      file: .inputOrDirectory, describe: { $0.text }
    ) { text in
      MaskSource(parsing: text).map { NamedMasks(source: $0, text: text) }
    }
  }
}

extension ObjectMasks {
  /// The masks of the chosen images of a split.
  ///
  /// - Parameters:
  ///   - whole: all images of the split.
  ///   - chosen: places in it.
  static func of(
    _ named: NamedMasks, _ whole: ImageSet, chosen: [Int], _ data: Arguments<DataOptions>,
    _ workers: Workers
  ) throws -> ObjectMasks {
    func masks(of set: ImageSet) throws -> ObjectMasks {
      try named.source.masks(
        of: set, wholeCount: set.count, split: data.split, data: data.source(), workers: workers)
    }
    return switch named.source {
    case .data, .file: try masks(of: whole).selecting(chosen)
    // Guesses are made of the chosen images alone.
    case .segment, .centre, .box: try masks(of: whole.selecting(chosen))
    }
  }

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
