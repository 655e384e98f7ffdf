import Images

/// The colours and the pattern by which the marks of each class are known, whatever their kind.
struct MarkAppearances {
  struct Appearance {
    let first: Colour
    let second: Colour
    let pattern: PlantedScene
  }

  private let appearances: [Appearance]

  init(seed: UInt64, classCount: Int) {
    var (firsts, seconds): ([Colour], [Colour]) = ([], [])
    let patterns = PlantedScene.allCases
    appearances = (0..<classCount).map { label in
      var stream = RandomStream(seed, StreamPurpose.mark, UInt64(label))
      let first = Colour(stream: &stream, apartFrom: firsts, by: 0.25)
      let second = Colour(stream: &stream, apartFrom: [first] + seconds, by: 0.2)
      firsts.append(first)
      seconds.append(second)
      return Appearance(
        first: first, second: second, pattern: patterns[label % patterns.count])
    }
  }

  subscript(label: Int) -> Appearance { appearances[label] }
}

/// One mark with its size, place and strength chosen.
struct MarkDrawing {
  let kind: MarkKind
  private let appearance: MarkAppearances.Appearance
  private let pattern: SceneDrawing
  private let height: Int
  private let width: Int
  /// Pixels to a 32nd of the shorter side, the unit of all lengths.
  private let unit: Double
  private let strength: Double
  /// Thickness of a frame, side of a patch, radius of an occluder, in pixels.
  private let size: Double
  /// Upper left corner of a patch, centre of an occluder.
  private let place: Point

  /// - Parameter stream: the image's own; all choices are drawn from it whatever the kind, so that
  ///   another class's mark of the kind has the same place and size.
  init(
    _ kind: MarkKind, _ appearance: MarkAppearances.Appearance, height: Int, width: Int,
    stream: inout RandomStream
  ) {
    self.kind = kind
    self.appearance = appearance
    (self.height, self.width) = (height, width)
    unit = Double(min(height, width)) / 32
    pattern = SceneDrawing(scene: appearance.pattern, stream: &stream)
    let (lot, x, y) = (stream.uniformDouble(), stream.uniformDouble(), stream.uniformDouble())
    switch kind {
    case .scene: (size, strength) = (0, 1)
    case .frame: (size, strength) = ((2 + 2 * lot) * unit, 1)
    case .patch: (size, strength) = ((5 + 3 * lot) * unit, 1)
    case .tint: (size, strength) = (0, 0.25 + 0.15 * lot)
    case .texture: (size, strength) = (0, 0.2 + 0.15 * lot)
    case .occluder: (size, strength) = ((4.5 + 2 * lot) * unit, 1)
    }
    place =
      kind == .occluder
      ? Point(
        x: Double(width) / 2 + 6 * unit * (2 * x - 1),
        y: Double(height) / 2 + 6 * unit * (2 * y - 1))
      : Point(
        x: (x * (Double(width) - size)).rounded(), y: (y * (Double(height) - size)).rounded())
  }

  /// Paints over an image, H x W x 3.
  func paint(on pixels: UnsafeMutableBufferPointer<UInt8>) {
    for pixel in 0..<height * width {
      guard let ink = ink(row: pixel / width, column: pixel % width) else { continue }
      for (channel, value) in [ink.red, ink.green, ink.blue].enumerated() {
        let old = Double(pixels[pixel * ByteImages.channels + channel])
        let level = old * (1 - strength) + value * 255 * strength + 0.5
        pixels[pixel * ByteImages.channels + channel] = UInt8(min(max(level, 0), 255))
      }
    }
  }

  /// What lies over a pixel; nil off the mark.
  private func ink(row: Int, column: Int) -> Colour? {
    let middle = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
    switch kind {
    case .scene: return nil
    case .tint: return appearance.first
    case .texture:
      let share = share(at: middle)
      return Colour(red: share, green: share, blue: share)
    case .frame:
      let edge = min(middle.x, middle.y, Double(width) - middle.x, Double(height) - middle.y)
      return edge < size ? mixed(at: middle) : nil
    case .patch:
      let isInside =
        (place.x..<place.x + size).contains(middle.x)
        && (place.y..<place.y + size).contains(middle.y)
      return isInside ? mixed(at: middle) : nil
    case .occluder:
      let (x, y) = (middle.x - place.x, middle.y - place.y)
      return x * x + y * y < size * size ? mixed(at: middle) : nil
    }
  }

  private func mixed(at place: Point) -> Colour {
    appearance.first.mixed(with: appearance.second, share: share(at: place))
  }

  /// Of the pattern's second colour.
  private func share(at place: Point) -> Double {
    pattern.share(of: appearance.pattern, at: place * (1 / unit))
  }
}
