import Images

/// Red, green, blue on the scale 0...1.
struct Colour: Equatable {
  var red: Double
  var green: Double
  var blue: Double

  /// Any colour that is neither very dark nor glaring.
  init(stream: inout RandomStream) {
    red = 0.08 + 0.84 * stream.uniformDouble()
    green = 0.08 + 0.84 * stream.uniformDouble()
    blue = 0.08 + 0.84 * stream.uniformDouble()
  }

  /// The first colour drawn that is at least `distance` from each of `others`; after sixteen in
  /// vain, the one that came nearest to it.
  init(stream: inout RandomStream, apartFrom others: [Colour], by distance: Double) {
    var best = Colour(stream: &stream)
    for _ in 1..<16 where best.distance(toNearestOf: others) < distance {
      let candidate = Colour(stream: &stream)
      if candidate.distance(toNearestOf: others) > best.distance(toNearestOf: others) {
        best = candidate
      }
    }
    self = best
  }

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// On the way from this colour (0) to `other` (1).
  func mixed(with other: Colour, share: Double) -> Colour {
    Colour(
      red: red * (1 - share) + other.red * share,
      green: green * (1 - share) + other.green * share,
      blue: blue * (1 - share) + other.blue * share)
  }

  func scaled(by factor: Double) -> Colour {
    Colour(red: red * factor, green: green * factor, blue: blue * factor)
  }

  /// Mean absolute difference of the channels.
  private func distance(toNearestOf others: [Colour]) -> Double {
    others.reduce(1) {
      min($0, (abs(red - $1.red) + abs(green - $1.green) + abs(blue - $1.blue)) / 3)
    }
  }
}

extension RandomStream {
  /// A direction, all equally likely, as a vector of length 1: a point of the disc, pushed out.
  mutating func direction() -> Point {
    while true {
      let point = Point(x: 2 * uniformDouble() - 1, y: 2 * uniformDouble() - 1)
      let square = point.x * point.x + point.y * point.y
      if square > 0.01, square <= 1 { return point * (1 / square.squareRoot()) }
    }
  }

  /// A direction near (1, 0): at most the angle to either side whose tangent is `tangent`.
  mutating func direction(within tangent: Double) -> Point {
    let slope = uniform(in: -tangent...tangent)
    return Point(x: 1, y: slope) * (1 / (1 + slope * slope).squareRoot())
  }

  /// Uniform in `range`.
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniformDouble()
  }
}
