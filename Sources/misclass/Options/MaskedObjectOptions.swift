import Compute
import Datasets
import Images
import Interchange
import Terminal

extension Option where Value == NamedMasks? {
  /// Where the objects of images are.
  static var masks: Self { Option("masks", "MASKS", .masks, help: NamedMasks.help) }
}

extension NamedMasks {
  static let help =
    "Where the objects are: FILE.npy (images x height x width, not zero on the object), FILE.png "
    + "(not black on it, or not transparent where opacity differs), data (what "
    + "planted sets and sets of .npy files know), or, as guesses, segment (by colour), "
    + "centre:SHARE, box:TOP,LEFT,HEIGHT,WIDTH."
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
    for model: Arguments<ModelOptions>, _ workers: Workers
  ) throws -> ObjectMasks {
    func masks(of set: ImageSet) throws -> ObjectMasks {
      try named.source.masks(
        of: set, wholeCount: set.count, split: data.split, data: data.source(for: model),
        workers: workers)
    }
    let found =
      switch named.source {
      case .data, .file: try masks(of: whole).selecting(chosen)
      // Guesses are made of the chosen images alone.
      case .segment, .centre, .box: try masks(of: whole.selecting(chosen))
      }
    try found.check(places: chosen, source: named.text, mustShow: true, Console(data.common))
    return found
  }

  /// Reads the masks of a whole split where there are some to read, so that a fault in them is told
  /// before other work begins; guesses are made later.
  static func check(
    _ named: NamedMasks, of whole: ImageSet, _ data: Arguments<DataOptions>,
    for model: Arguments<ModelOptions>, _ workers: Workers
  ) throws {
    switch named.source {
    case .data, .file:
      _ = try named.source.masks(
        of: whole, wholeCount: whole.count, split: data.split, data: data.source(for: model),
        workers: workers)
    case .segment, .centre, .box: break
    }
  }

  /// Looks for masks that show no object with ground around it, of which no measure says anything.
  ///
  /// - Parameters:
  ///   - places: the images' in the data.
  ///   - source: where the masks come from.
  ///   - mustShow: whether the work has no sense if no mask shows an object.
  /// - Throws: `InterchangeError` where none does and one must; warns of some, or of all otherwise.
  func check(
    places: some Collection<Int>, source: String, mustShow: Bool, _ console: Console
  ) throws {
    let flat = zip(0..<count, places).filter { isFlat($0.0) }
    guard let first = flat.first else { return }
    let kind = self[first.0].contains(true) ? "all object" : "without an object"
    if mustShow, flat.count == count {
      throw InterchangeError(
        file: source, expected: "masks that are zero off the object and not zero on it",
        found: "none; that of image \(first.1) is \(kind)")
    }
    console.warning(
      "\(source): \(flat.count) of \(count) masks are all object or without an object; the "
        + "first, of image \(first.1), is \(kind)", program: "misclass")
  }

  /// Whether a mask is the same everywhere.
  private func isFlat(_ image: Int) -> Bool {
    let mask = self[image]
    return mask.allSatisfy { $0 == mask.first }
  }
}
