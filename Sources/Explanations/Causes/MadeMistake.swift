import Images

/// A way in which a mistake is made out of a right answer.
package enum MadeCause: String, Sendable, Codable, CaseIterable {
  /// A piece of another class's image, laid beside the object.
  case patch
  /// The border of another class's image.
  case frame
  /// The image of another class behind the object, its own object painted over.
  case scene
  /// The object on its way to one of another class.
  case blend

  package var isInterference: Bool { self != .blend }
}

/// One image between two that are both right, or what is left of it.
struct MixedPictures {
  let height: Int
  let width: Int
  let base: ArraySlice<UInt8>
  let baseMask: ArraySlice<Bool>
  let donor: ArraySlice<UInt8>
  let donorMask: ArraySlice<Bool>

  /// Pixels, H x W x 3, and where the object is then.
  typealias Mixed = (pixels: [UInt8], mask: [Bool])

  /// What a cause makes of the base, in the order in which it is tried.
  func tries(_ cause: MadeCause, _ stream: inout RandomStream) -> [Mixed] {
    switch cause {
    case .patch: [patch(&stream)]
    case .frame: [frame(&stream)]
    case .scene: [behindObject(emptied(donor, donorMask)) { _ in true }]
    case .blend: [0.3, 0.4, 0.5, 0.6].map(blend)
    }
  }

  /// The base with the rest of it changed where `isChanged` says so.
  private func behindObject(_ other: [UInt8], where isChanged: (Int) -> Bool) -> Mixed {
    let mask = Array(baseMask)
    var pixels = Array(base)
    for pixel in mask.indices where !mask[pixel] && isChanged(pixel) {
      for channel in 0..<3 { pixels[3 * pixel + channel] = other[3 * pixel + channel] }
    }
    return (pixels, mask)
  }

  private func frame(_ stream: inout RandomStream) -> Mixed {
    let shorter = min(height, width)
    let least = max(shorter / 16, 1)
    let thickness = stream.integer(in: least..<max(shorter * 3 / 16, least) + 1)
    return behindObject(Array(donor)) { pixel in
      let (row, column) = (pixel / width, pixel % width)
      return min(row, column, height - 1 - row, width - 1 - column) < thickness
    }
  }

  /// The middle of the donor, where its object usually is, at a random place.
  private func patch(_ stream: inout RandomStream) -> Mixed {
    func side(_ whole: Int, _ share: Int) -> Int { max(whole * share / 16, 1) }
    let share = stream.integer(in: 3..<9)
    let (rows, columns) = (side(height, share), side(width, share))
    let top = stream.integer(in: 0..<height - rows + 1)
    let left = stream.integer(in: 0..<width - columns + 1)
    let (fromTop, fromLeft) = ((height - rows) / 2, (width - columns) / 2)
    var other = Array(base)
    for row in 0..<rows {
      for column in 0..<columns {
        let target = 3 * ((top + row) * width + left + column)
        let source = donor.startIndex + 3 * ((fromTop + row) * width + fromLeft + column)
        for channel in 0..<3 { other[target + channel] = donor[source + channel] }
      }
    }
    return behindObject(other) { pixel in
      (top..<top + rows).contains(pixel / width) && (left..<left + columns).contains(pixel % width)
    }
  }

  /// A picture with its object painted over from the surroundings.
  private func emptied(_ picture: ArraySlice<UInt8>, _ mask: ArraySlice<Bool>) -> [UInt8] {
    let object = PixelMask(height: height, width: width, pixels: Array(mask))
    guard object.count > 0, object.count < mask.count else { return Array(picture) }
    return Inpainting.fill(object, in: picture)
  }

  /// A share of the donor's object, moved to the middle of the base's, over the base.
  private func blend(_ share: Double) -> Mixed {
    let from = centre(of: donorMask)
    let to = centre(of: baseMask)
    let (down, right) = (to.row - from.row, to.column - from.column)
    let ground = emptied(base, baseMask)
    var pixels = Array(base)
    var mask = Array(baseMask)
    for pixel in mask.indices {
      let (row, column) = (pixel / width - down, pixel % width - right)
      let isInside = (0..<height).contains(row) && (0..<width).contains(column)
      let source = row * width + column
      let isDonors = isInside && donorMask[donorMask.startIndex + source]
      guard isDonors || mask[pixel] else { continue }
      for channel in 0..<3 {
        let other =
          isDonors ? donor[donor.startIndex + 3 * source + channel] : ground[3 * pixel + channel]
        let mixed = (1 - share) * Double(pixels[3 * pixel + channel]) + share * Double(other)
        pixels[3 * pixel + channel] = UInt8(min(max(mixed.rounded(), 0), 255))
      }
      mask[pixel] = true
    }
    return (pixels, mask)
  }

  /// Centre of mass to the nearest pixel; the image's own for an empty mask.
  private func centre(of mask: ArraySlice<Bool>) -> (row: Int, column: Int) {
    var (rows, columns, count) = (0, 0, 0)
    for (pixel, isObject) in mask.enumerated() where isObject {
      rows += pixel / width
      columns += pixel % width
      count += 1
    }
    return count == 0 ? (height / 2, width / 2) : (rows / count, columns / count)
  }
}
