import Datasets
import Explanations
import Interchange
import Tensors
import Terminal

/// The images to treat, with what is known of their objects and causes.
struct ErasureData {
  let set: ImageSet
  /// The cause planted in each image; nil where the data do not know.
  let causes: [String]?
  let sparing: Sparing?
  /// Whether the spared pixels are known only because the data were drawn.
  let sparesByOracle: Bool

  init(_ arguments: Arguments, _ compute: Compute) throws {
    let spare = try arguments.value(ifGiven: "spare", .string)
    let neverTouch = arguments.flag("never-touch")
    guard spare != nil || !neverTouch else {
      throw UsageError("--never-touch needs --spare", command: arguments.command)
    }
    let source = try arguments.dataSource()
    let planted = try source.loadPlanted(arguments.split(), workers: compute.workers)
    let whole = try planted?.set ?? arguments.wholeSplit(compute)
    set = try arguments.limited(whole)
    causes = planted?.records.prefix(set.count).map(\.cause.rawValue)
    sparesByOracle = spare == "planted"
    switch spare {
    case nil: sparing = nil
    case "planted":
      guard let planted else {
        throw UsageError(
          "--spare planted needs --data planted, found '\(source)'", command: arguments.command)
      }
      let kept = planted.prefix(set.count)
      let masks = ObjectMasks(
        count: set.count, height: set.images.height, width: set.images.width,
        pixels: kept.masks.map { $0 != 0 })
      sparing = Sparing(masks: masks, neverTouch: neverTouch)
    case let path?:
      let masks = try ObjectMasks(path: path)
      guard masks.count == whole.count || masks.count == set.count else {
        throw InterchangeError(
          file: path, expected: "one mask for each of \(whole.count) images",
          found: "\(masks.count)")
      }
      guard masks.height == whole.images.height, masks.width == whole.images.width else {
        throw InterchangeError(
          file: path,
          expected: "masks of \(whole.images.height) x \(whole.images.width) as the images are",
          found: "\(masks.height) x \(masks.width)")
      }
      sparing = Sparing(masks: masks.prefix(set.count), neverTouch: neverTouch)
    }
  }
}
