import Images

/// The ten backgrounds; background k goes with class k.
enum PlantedScene: Int, CaseIterable {
  case stripes, checks, dots, waves, rings, rays, bricks, grid, clouds, mosaic
}

/// One background with its colours, place, direction and size chosen.
///
/// The pattern is a share between two colours at every place; which pattern it is does not change
/// the other choices, so the same image on another background keeps its colours.
struct SceneDrawing {
  /// Nil is the plain background: the first colour everywhere.
  var scene: PlantedScene?
  let first: Colour
  let second: Colour
  private let origin: Point
  private let direction: Point
  private let scale: Double
  private let noiseKey: UInt64

  init(scene: PlantedScene?, stream: inout RandomStream) {
    self.scene = scene
    first = Colour(stream: &stream)
    second = Colour(stream: &stream, apartFrom: [first], by: 0.3)
    origin = Point(x: stream.uniformDouble() * 32, y: stream.uniformDouble() * 32)
    direction = stream.direction(within: 0.35)
    scale = 0.8 + 0.5 * stream.uniformDouble()
    noiseKey = stream.next()
  }

  func colour(at place: Point) -> Colour {
    guard let scene else { return first }
    return first.mixed(with: second, share: share(of: scene, at: place))
  }

  /// Share of the second colour, 0...1.
  func share(of scene: PlantedScene, at place: Point) -> Double {
    let offset = Point(x: place.x - origin.x, y: place.y - origin.y)
    let (u, v) = (
      (offset.x * direction.x + offset.y * direction.y) / scale,
      (offset.y * direction.x - offset.x * direction.y) / scale
    )
    switch scene {
    case .stripes:
      return isOdd(u / 3) ? 1 : 0
    case .checks:
      return isOdd(u / 4) != isOdd(v / 4) ? 1 : 0
    case .dots:
      let (x, y) = (fraction(u / 6) - 0.5, fraction(v / 6) - 0.5)
      return x * x + y * y < 0.11 ? 1 : 0
    case .waves:
      return isOdd((u + 2.2 * arch(v / 5)) / 3) ? 1 : 0
    case .rings:
      return isOdd((u * u + v * v).squareRoot() / 3) ? 1 : 0
    case .rays:
      // Twelve sectors of the diamond |u| + |v| = 1, which needs no angle.
      let size = max(abs(u) + abs(v), 1e-9)
      let turn = v < 0 ? 3 + u / size : 1 - u / size
      return isOdd(turn * 3) ? 1 : 0
    case .bricks:
      let row = (v / 4).rounded(.down)
      let along = fraction(u / 8 + (isOdd(row) ? 0.5 : 0))
      return along < 0.14 || fraction(v / 4) < 0.27 ? 1 : 0
    case .grid:
      return fraction(u / 5) < 0.24 || fraction(v / 5) < 0.24 ? 1 : 0
    case .clouds:
      return clouds(u / 6, v / 6)
    case .mosaic:
      return cell((u / 4).rounded(.down), (v / 4).rounded(.down))
    }
  }

  /// Even values between lattice points of random value, pulled apart to be vivid.
  private func clouds(_ u: Double, _ v: Double) -> Double {
    let (left, top) = (u.rounded(.down), v.rounded(.down))
    let (x, y) = (smooth(u - left), smooth(v - top))
    let upper = cell(left, top) * (1 - x) + cell(left + 1, top) * x
    let lower = cell(left, top + 1) * (1 - x) + cell(left + 1, top + 1) * x
    return min(max((upper * (1 - y) + lower * y) * 1.6 - 0.3, 0), 1)
  }

  /// The random value of a lattice cell, 0...1.
  private func cell(_ column: Double, _ row: Double) -> Double {
    var stream = RandomStream(
      noiseKey, UInt64(bitPattern: Int64(column)), UInt64(bitPattern: Int64(row)))
    return stream.uniformDouble()
  }

  private func fraction(_ value: Double) -> Double { value - value.rounded(.down) }

  private func isOdd(_ value: Double) -> Bool { fraction(value.rounded(.down) / 2) != 0 }

  private func smooth(_ value: Double) -> Double { value * value * (3 - 2 * value) }

  /// A wave of period 2 and height 1 made of parabolas: close to a sine, without one.
  private func arch(_ value: Double) -> Double {
    let along = fraction(value)
    return (isOdd(value) ? -4 : 4) * along * (1 - along)
  }
}
