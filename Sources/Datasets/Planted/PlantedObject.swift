import Images

/// The object of one image: place, size, turn, colour and surface; its shape comes from its class.
struct PlantedObject {
  let centre: Point
  let radius: Double
  private let turn: Point
  /// Lengthening along the object's own axis, and shortening across it.
  private let stretch: Double
  private let stretchAxis: Point
  let colour: Colour
  private let shadeDirection: Point
  private let shade: Double
  private let grain: Double

  /// - Parameter background: colours the object must stand out from.
  init(stream: inout RandomStream, background: [Colour]) {
    radius = stream.uniform(in: 8.5...12)
    // Larger objects wander less, so that all stay in the picture.
    let room = 14.5 - radius
    centre = Point(
      x: 16 + room * stream.uniform(in: -1...1), y: 16 + room * stream.uniform(in: -1...1))
    turn = stream.direction(within: 0.45)
    stretch = stream.uniform(in: 0.95...1.05)
    stretchAxis = stream.direction()
    shadeDirection = stream.direction()
    shade = stream.uniform(in: 0...0.3)
    grain = stream.uniform(in: 0...0.15)
    colour = Colour(stream: &stream, apartFrom: background, by: 0.25)
  }

  /// The outline in pixels.
  func placed(_ outline: [Point]) -> [Point] {
    outline.map { point in
      let turned = point.turned(by: turn) * radius
      let along = turned.x * stretchAxis.x + turned.y * stretchAxis.y
      let across = turned.y * stretchAxis.x - turned.x * stretchAxis.y
      let stretched = Point(x: along * stretch, y: across / stretch)
      return centre + stretched.turned(by: stretchAxis)
    }
  }

  /// The surface at a place: a soft shade from side to side, and grain.
  ///
  /// - Parameter noise: this pixel's grain, -1...1.
  func colour(at place: Point, noise: Double) -> Colour {
    let along =
      ((place.x - centre.x) * shadeDirection.x + (place.y - centre.y) * shadeDirection.y) / radius
    return colour.scaled(by: 1 + shade * along + grain * noise)
  }
}
