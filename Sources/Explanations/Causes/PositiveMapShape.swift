/// How the part of a map above zero lies in the image.
package struct PositiveMapShape: Sendable, Equatable, Codable {
  /// The root of the second moment around the map's centre of mass, in half diagonals of the
  /// image: 0 for a single pixel, 0.58 for a map that is the same everywhere.
  package let spread: Double
  /// The part of the sum that the largest tenth of the pixels hold, 0.1...1.
  package let concentration: Double
  /// The part of the sum off the object, 0...1.
  package let offObject: Double

  /// Nil where nothing is above zero, or a value is not finite.
  ///
  /// - Parameters:
  ///   - map: H x W.
  ///   - mask: H x W, true on the object.
  package init?(of map: some Collection<Float>, mask: some Collection<Bool>, width: Int) {
    precondition(map.count == mask.count && width > 0)
    guard map.allSatisfy(\.isFinite) else { return nil }
    let values = map.map { Double(max($0, 0)) }
    let total = values.reduce(0, +)
    guard total > 0 else { return nil }
    var (x, y, off) = (0.0, 0.0, 0.0)
    for (pixel, (value, isObject)) in zip(values, mask).enumerated() {
      x += value * Double(pixel % width)
      y += value * Double(pixel / width)
      if !isObject { off += value }
    }
    (x, y) = (x / total, y / total)
    var moment = 0.0
    for (pixel, value) in values.enumerated() {
      let (dx, dy) = (Double(pixel % width) - x, Double(pixel / width) - y)
      moment += value * (dx * dx + dy * dy)
    }
    let height = values.count / width
    let halfDiagonal = Double(height * height + width * width).squareRoot() / 2
    spread = (moment / total).squareRoot() / halfDiagonal
    let largest = values.sorted(by: >).prefix((values.count + 9) / 10)
    concentration = largest.reduce(0, +) / total
    offObject = off / total
  }
}
