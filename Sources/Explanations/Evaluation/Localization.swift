/// Whether a map points at the object.
package struct Localization: Sendable, Equatable, Codable {
  /// Whether the most salient pixel lies on the object (the pointing game, without tolerance).
  package let pointsAtObject: Bool
  /// Share of the map's positive values that lies on the object.
  package let mass: Double
  /// Share of the object's size that the as many most salient pixels have on it.
  package let rank: Double

  /// Nil for an empty mask, and for a map without a number above zero: neither points anywhere.
  package init?(map: ArraySlice<Float>, object: ArraySlice<Bool>) {
    let size = object.count { $0 }
    guard size > 0, MapFault(of: map) == nil, map.contains(where: { $0 > 0 }) else { return nil }
    let ranking = AnchorSelection.ranking(of: map)
    func isOnObject(_ pixel: Int) -> Bool { object[object.startIndex + pixel] }
    pointsAtObject = isOnObject(ranking[0])
    rank = Double(ranking.prefix(size).count(where: isOnObject)) / Double(size)
    var (inside, all) = (0.0, 0.0)
    for (pixel, value) in map.enumerated() where value > 0 {
      all += Double(value)
      if isOnObject(pixel) { inside += Double(value) }
    }
    mass = inside / all
  }
}
