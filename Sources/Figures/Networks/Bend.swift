/// A point in a drawing; y goes down.
struct Point {
  var x: Double
  var y: Double

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Point, k: Double) -> Point { Point(x: a.x * k, y: a.y * k) }

  var length: Double { (x * x + y * y).squareRoot() }
  /// The same direction with length 1; nil for the zero vector.
  var unit: Point? { length > 1e-9 ? self * (1 / length) : nil }
  /// A quarter turn clockwise, as y goes down.
  var turned: Point { Point(x: -y, y: x) }

  func mixed(with other: Point, _ t: Double) -> Point { self + (other - self) * t }
}

/// A quadratic Bézier curve.
struct Bend {
  var start: Point
  var control: Point
  var end: Point

  func point(_ t: Double) -> Point {
    start.mixed(with: control, t).mixed(with: control.mixed(with: end, t), t)
  }

  /// The piece from `from` to `to`, both in 0...1.
  func piece(_ from: Double, _ to: Double) -> Bend {
    let head = point(from)
    let tail = point(to)
    // The control point of a piece is the curve's blossom at both its ends.
    let control = start.mixed(with: self.control, from).mixed(
      with: self.control.mixed(with: end, from), to)
    return Bend(start: head, control: control, end: tail)
  }

  /// The last place before the end that is at least `distance` away from it, as a share of the way.
  func place(away distance: Double) -> Double {
    var (near, far) = (0.0, 1.0)
    for _ in 0..<40 {
      let middle = (near + far) / 2
      if (point(middle) - end).length > distance { near = middle } else { far = middle }
    }
    return near
  }

  /// Whether the curve comes through a rectangle, looked at in thirty-two places.
  func crosses(_ frame: Frame) -> Bool {
    (0...32).contains { step in
      let place = point(Double(step) / 32)
      return place.x > frame.x && place.x < frame.x + frame.width && place.y > frame.y
        && place.y < frame.y + frame.height
    }
  }

  var reversed: Bend { Bend(start: end, control: control, end: start) }

  /// For a path element.
  var path: String {
    func pair(_ p: Point) -> String { Figure.coordinate(p.x) + " " + Figure.coordinate(p.y) }
    return "M\(pair(start)) Q\(pair(control)) \(pair(end))"
  }
}
