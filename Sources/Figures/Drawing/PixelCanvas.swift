package import Images
import Interchange

/// A picture of whole pixels to draw into: images, heat maps, outlines, captions.
package struct PixelCanvas: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// height x width x 3, row-major.
  package private(set) var pixels: [UInt8]

  /// - Precondition: both sides above zero.
  package init(width: Int, height: Int, fill: Colour) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    pixels = []
    pixels.reserveCapacity(width * height * 3)
    for _ in 0..<width * height { pixels += [fill.red, fill.green, fill.blue] }
  }

  /// Dots per pixel for pictures of an image: many for small ones, whose pixels are then seen one
  /// by one, and 1 for large ones.
  package static func dots(for images: ByteImages, most: Int = 4) -> Int {
    max(1, min(most, 32 * most / max(images.height, images.width, 1)))
  }

  /// One image, each of its pixels as a square of `scale` x `scale`.
  ///
  /// - Precondition: the image exists and `scale` is above zero.
  package init(_ images: ByteImages, image: Int, scale: Int = 1) {
    self.init(width: images.width * scale, height: images.height * scale, fill: Colour(0))
    let start = image * images.bytesPerImage
    for y in 0..<images.height {
      for x in 0..<images.width {
        let place = start + (y * images.width + x) * 3
        let colour = Colour(
          red: images.pixels[place], green: images.pixels[place + 1],
          blue: images.pixels[place + 2])
        fill(top: y * scale, left: x * scale, height: scale, width: scale, colour)
      }
    }
  }

  /// A map of numbers (height x width) in colours, each number a square of `scale` x `scale`.
  ///
  /// The ramp goes from 0 to the number that one in a hundred exceeds; those have its last colour.
  /// What is negative has the colours of `ColourRamp.cold` on the same scale; NaN counts as 0.
  ///
  /// - Parameter top: the number that has the last colour, for maps that are to be compared; nil
  ///   for the map's own.
  /// - Precondition: exactly height x width numbers, sides and `scale` above zero.
  package init(
    map: some Collection<Float>, height: Int, width: Int, scale: Int = 1, top: Float? = nil
  ) {
    precondition(map.count == height * width)
    self.init(width: width * scale, height: height * scale, fill: Colour(0))
    let shares = Self.shares(of: map, top: top)
    for (index, share) in shares.enumerated() {
      fill(
        top: index / width * scale, left: index % width * scale, height: scale, width: scale,
        Self.colour(of: share))
    }
  }

  private static func colour(of share: Double) -> Colour {
    share < 0 ? ColourRamp.cold[-share] : ColourRamp.heat[share]
  }

  /// The numbers in -1...1, so that the largest hundredth is 1: a few sparks would otherwise leave
  /// the rest of a map dark.
  private static func shares(of map: some Collection<Float>, top: Float? = nil) -> [Double] {
    let top = Double(top ?? Self.top(of: map))
    return map.map { $0.isNaN ? 0 : min(max(Double($0) / top, -1), 1) }
  }

  /// The size, without its sign, that one in a hundred of a map exceeds; 1 where all are zero.
  package static func top(of map: some Collection<Float>) -> Float {
    let sizes = map.filter { $0.isFinite && $0 != 0 }.map(\.magnitude).sorted()
    let rank = sizes.count - 1 - map.count / 100
    return sizes.isEmpty ? 1 : sizes[max(rank, 0)]
  }

  package subscript(y: Int, x: Int) -> Colour {
    let place = (y * width + x) * 3
    return Colour(red: pixels[place], green: pixels[place + 1], blue: pixels[place + 2])
  }

  /// The picture as a PNG file's bytes.
  package var png: [UInt8] { PNG.encoded(width: width, height: height, pixels: pixels) }

  // MARK: Drawing; what lies outside is left out

  package mutating func fill(top: Int, left: Int, height: Int, width: Int, _ colour: Colour) {
    let columns = max(left, 0)..<max(max(left, 0), min(left + width, self.width))
    for y in max(top, 0)..<max(max(top, 0), min(top + height, self.height)) {
      for x in columns {
        let place = (y * self.width + x) * 3
        pixels[place] = colour.red
        pixels[place + 1] = colour.green
        pixels[place + 2] = colour.blue
      }
    }
  }

  package mutating func paste(_ other: PixelCanvas, top: Int, left: Int) {
    for y in 0..<other.height where (0..<height).contains(top + y) {
      for x in 0..<other.width where (0..<width).contains(left + x) {
        fill(top: top + y, left: left + x, height: 1, width: 1, other[y, x])
      }
    }
  }

  /// Lays a map's colours over the picture, the stronger the larger its number (by square root).
  ///
  /// The map is as large as the picture divided by `scale`; the picture turns grey where the map
  /// is near 0.
  /// - Precondition: the map has (height / scale) x (width / scale) numbers.
  package mutating func overlay(map: some Collection<Float>, scale: Int) {
    let columns = width / scale
    precondition(map.count == columns * (height / scale))
    for (index, share) in Self.shares(of: map).enumerated() {
      let (top, left) = (index / columns * scale, index % columns * scale)
      for y in top..<top + scale {
        for x in left..<left + scale {
          let grey = self[y, x].grey.mixed(with: Colour(0), 0.35)
          fill(
            top: y, left: x, height: 1, width: 1,
            grey.mixed(with: Self.colour(of: share), share.magnitude.squareRoot()))
        }
      }
    }
  }

  /// Outlines an area of the map that the picture enlarges by `scale`, one pixel thick and inside
  /// the area, with a dark line inside it so that it shows on any ground.
  ///
  /// - Precondition: the mask has (height / scale) x (width / scale) flags.
  package mutating func outline(mask: [Bool], scale: Int, _ colour: Colour) {
    let columns = width / scale
    let rows = height / scale
    precondition(mask.count == columns * rows)
    func isInside(_ y: Int, _ x: Int) -> Bool {
      (0..<rows).contains(y) && (0..<columns).contains(x) && mask[y * columns + x]
    }
    let lines =
      scale >= 4 ? [(1, colour.mixed(with: Colour(0), 0.75)), (0, colour)] : [(0, colour)]
    for (inset, ink) in lines {
      for index in mask.indices where mask[index] {
        let (y, x) = (index / columns, index % columns)
        let (top, left) = (y * scale, x * scale)
        if !isInside(y - 1, x) { fill(top: top + inset, left: left, height: 1, width: scale, ink) }
        if !isInside(y + 1, x) {
          fill(top: top + scale - 1 - inset, left: left, height: 1, width: scale, ink)
        }
        if !isInside(y, x - 1) { fill(top: top, left: left + inset, height: scale, width: 1, ink) }
        if !isInside(y, x + 1) {
          fill(top: top, left: left + scale - 1 - inset, height: scale, width: 1, ink)
        }
      }
    }
  }

  /// Writes one line in `PixelFont`, its top left corner at the place given.
  package mutating func write(
    _ text: String, top: Int, left: Int, _ colour: Colour, scale: Int = 1
  ) {
    for (index, character) in text.enumerated() {
      let origin = left + index * PixelFont.advance * scale
      for (y, x) in PixelFont.dots(of: character) {
        fill(
          top: top + y * scale, left: origin + x * scale, height: scale, width: scale, colour)
      }
    }
  }
}
