import Tensors

extension PlantedImages {
  /// How many images have each cause planted, by its name; causes that none has count 0.
  package var countPerCause: [String: Int] {
    let none = PlantedCause.allCases.map { ($0.rawValue, 0) }
    return records.reduce(into: Dictionary(uniqueKeysWithValues: none)) {
      $0[$1.cause.rawValue, default: 0] += 1
    }
  }

  /// The first images, with all that is known of them.
  package func prefix(_ limit: Int) -> PlantedImages {
    let kept = min(max(limit, 0), set.count)
    return PlantedImages(
      set: set.prefix(kept), records: Array(records.prefix(kept)),
      masks: Array(masks.prefix(kept * set.images.height * set.images.width)))
  }
}
