import Compute
import Datasets
import Images
import Interchange
import Terminal

/// The masks of a split's images. Those that stand somewhere are read at once, so that a fault in
/// them is told before other work begins; guesses are made of chosen images alone.
struct SplitMasks {
  private let named: NamedMasks
  private let whole: ImageSet
  private let console: Console
  private let masks: (ImageSet) throws -> ObjectMasks
  /// Of the whole split; nil for guesses.
  private let read: ObjectMasks?

  /// - Parameter whole: all images of the split.
  init(
    _ named: NamedMasks, of whole: ImageSet, _ data: DataRequest, for model: ModelRequest
  ) throws {
    self.named = named
    self.whole = whole
    console = data.pictures.console
    masks = { set in
      try named.source.masks(
        of: set, wholeCount: set.count, split: data.split, data: data.source(for: model),
        workers: model.compute.workers)
    }
    switch named.source {
    case .data, .file: read = try masks(whole)
    case .segment, .centre, .box: read = nil
    }
  }

  /// Those of some images.
  ///
  /// - Parameter chosen: places in the split.
  /// - Throws: `InterchangeError` where none shows an object with ground around it.
  func of(_ chosen: [Int]) throws -> ObjectMasks {
    let found = try read?.selecting(chosen) ?? masks(whole.selecting(chosen))
    try found.check(places: chosen, source: named.text, mustShow: true, console)
    return found
  }
}

extension ObjectMasks {
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
    console.warn(
      "\(source): \(flat.count) of \(count) masks are all object or without an object; the "
        + "first, of image \(first.1), is \(kind)")
  }

  /// Whether a mask is the same everywhere.
  private func isFlat(_ image: Int) -> Bool {
    let mask = self[image]
    return mask.allSatisfy { $0 == mask.first }
  }
}
