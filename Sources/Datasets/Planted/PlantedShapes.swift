/// A place in the plane, or a step in it.
struct Point: Sendable, Equatable {
  var x: Double
  var y: Double

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  static func * (a: Point, scale: Double) -> Point { Point(x: a.x * scale, y: a.y * scale) }

  /// The point turned by the angle whose cosine and sine are `direction`.
  func turned(by direction: Point) -> Point {
    Point(x: x * direction.x - y * direction.y, y: x * direction.y + y * direction.x)
  }

  /// On the way from here (0) to `other` (1).
  func mixed(with other: Point, share: Double) -> Point {
    self * (1 - share) + other * share
  }
}

/// The outlines of the ten classes: five pairs of look-alikes, 2k and 2k + 1.
///
/// An outline is a closed polygon of 120 points about the origin, of radius about 1. Point i of one
/// shape corresponds to point i of its look-alike, so that a shape between the two is the polygon
/// of the points between. Nothing but + - * / is used, so it is the same on every machine.
enum PlantedShapes {
  static let classNames = [
    "disc", "ellipse", "square", "gate", "triangle", "dart", "pentagon", "star", "halfmoon",
    "crescent",
  ]
  static let pointCount = 120

  static func partner(of label: Int) -> Int { label ^ 1 }

  /// The outline of a class, morphed by `strength` towards its look-alike's.
  static func outline(of label: Int, morphedBy strength: Double) -> [Point] {
    zip(outlines[label], outlines[partner(of: label)]).map {
      $0.mixed(with: $1, share: strength)
    }
  }

  private static let outlines: [[Point]] = [
    circle.map { $0 * 0.95 },
    circle.map { Point(x: $0.x * 1.15, y: $0.y * 0.75) },
    gate(notch: 0),
    gate(notch: 1.2),
    polygon([(0, -1.1), (1, 0.65), (0, 0.65), (-1, 0.65)]),
    polygon([(0, -1.1), (1, 0.75), (0, 0.1), (-1, 0.75)]),
    polygon(pointed(outer: 1, inner: 0.809)),
    polygon(pointed(outer: 1.15, inner: 0.55)),
    moon(hollow: 0),
    moon(hollow: 0.6),
  ]

  /// Unit vectors at multiples of 3 degrees.
  private static let circle: [Point] = {
    let step = Point(x: 0.9986295347545738, y: 0.052335956242943835)
    return (1..<pointCount).reduce(into: [Point(x: 1, y: 0)]) { points, _ in
      points.append(points[points.count - 1].turned(by: step))
    }
  }()

  /// Corners joined by straight sides, each side with the same number of points.
  private static func polygon(_ corners: [(Double, Double)]) -> [Point] {
    let corners = corners.map { Point(x: $0.0, y: $0.1) }
    let perSide = pointCount / corners.count
    return corners.indices.flatMap { side in
      (0..<perSide).map {
        corners[side].mixed(
          with: corners[(side + 1) % corners.count], share: Double($0) / Double(perSide))
      }
    }
  }

  /// A square with a notch of this depth in its lower side.
  private static func gate(notch: Double) -> [Point] {
    polygon([
      (-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (0.35, 0.85), (0.35, 0.85 - notch),
      (-0.35, 0.85 - notch), (-0.35, 0.85), (-0.85, 0.85),
    ])
  }

  /// Ten corners at turns of 36 degrees, on two radii by turns.
  private static func pointed(outer: Double, inner: Double) -> [(Double, Double)] {
    (0..<10).map { corner in
      let place = circle[corner * 12] * (corner % 2 == 0 ? outer : inner)
      return (place.x, place.y)
    }
  }

  /// Half a disc whose straight side is pushed in by `hollow` at its middle, along a parabola.
  private static func moon(hollow: Double) -> [Point] {
    let half = pointCount / 2
    let side = (0..<half).map { index in
      let x = -1 + 2 * Double(index) / Double(half)
      return Point(x: x, y: hollow * (1 - x * x))
    }
    return (circle[0..<half] + side).map { Point(x: $0.x * 1.2, y: $0.y * 1.2 - 0.5) }
  }
}
