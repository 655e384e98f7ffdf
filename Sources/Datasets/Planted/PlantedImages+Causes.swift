extension PlantedImages {
  /// How many images have each cause planted, by its name; causes that none has count 0.
  package var countPerCause: [String: Int] {
    let none = PlantedCause.allCases.map { ($0.rawValue, 0) }
    return records.reduce(into: Dictionary(uniqueKeysWithValues: none)) {
      $0[$1.cause.rawValue, default: 0] += 1
    }
  }
}
