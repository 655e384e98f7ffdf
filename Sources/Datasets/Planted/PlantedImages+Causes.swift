extension PlantedImages {
  /// How many images have each cause planted, by its name; of the single causes those that
  /// none has count 0.
  package var countPerCause: [String: Int] {
    let none = PlantedCause.allCases.filter { $0 != .both }.map { ($0.rawValue, 0) }
    return records.reduce(into: Dictionary(uniqueKeysWithValues: none)) {
      $0[$1.cause.rawValue, default: 0] += 1
    }
  }
}
