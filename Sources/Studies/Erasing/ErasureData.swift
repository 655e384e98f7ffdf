import Compute
import Datasets
import Explanations
import Images

/// The images to treat, with what is known of their objects and causes.
struct ErasureData {
  let set: ImageSet
  /// The cause planted in each image; nil where the data do not know.
  let causes: [String]?
  let sparing: Sparing?
  /// Where objects are; those of `sparing` where something is spared.
  let objects: ObjectMasks?
  /// Whether the objects are known only because the data were drawn.
  let sparesByOracle: Bool
  /// The places of the images in the split.
  let indices: [Int]

  init(
    _ images: DataRequest, for model: ModelRequest, limit: Int?, _ sparing: SparingRequest
  ) throws {
    let workers = model.compute.workers
    let source = try images.source(for: model)
    let planted = try source.loadPlanted(images.split, workers: workers)
    let whole = try planted?.set ?? images.wholeSplit(workers, for: model)
    let set = whole.limited(to: limit)
    self.set = set
    indices = Array(set.labels.indices)
    causes = planted?.records.prefix(set.count).map(\.cause.rawValue)
    let named = sparing.spare ?? sparing.objects
    let masks = try named.map {
      try $0.source.masks(
        of: set, wholeCount: whole.count, split: images.split, data: source,
        workers: workers)
    }
    objects = masks
    if let masks, let named {
      try masks.check(
        places: set.labels.indices, source: named.text, mustShow: false,
        images.pictures.console)
    }
    sparesByOracle = named?.source == .data
    self.sparing =
      sparing.spare == nil
      ? nil : masks.map { Sparing(masks: $0, rule: sparing.rule, refills: sparing.refills) }
  }

  private init(_ data: ErasureData, rows: [Int]) {
    set = data.set.selecting(rows)
    indices = rows
    causes = data.causes.map { causes in rows.map { causes[$0] } }
    objects = data.objects?.selecting(rows)
    sparesByOracle = data.sparesByOracle
    sparing = data.sparing.map {
      Sparing(masks: $0.masks.selecting(rows), rule: $0.rule, refills: $0.refills)
    }
  }

  /// Some of the images.
  func selecting(_ rows: [Int]) -> ErasureData { ErasureData(self, rows: rows) }
}
