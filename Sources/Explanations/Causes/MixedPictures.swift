import Images

/// One image between two that are both right, or what is left of it.
struct MixedPictures {
  let height: Int
  let width: Int
  let base: ArraySlice<UInt8>
  let baseMask: ArraySlice<Bool>
  let donor: ArraySlice<UInt8>
  let donorMask: ArraySlice<Bool>
  /// The donor with its object painted over: interference brings nothing of the other object, for
  /// that would be a look-alike.
  let ground: [UInt8]

  /// Pixels, H x W x 3, and where the object is then.
  typealias Mixed = (pixels: [UInt8], mask: [Bool])

  /// What a cause makes of the base, in the order in which it is tried: the weakest first.
  func tries(_ cause: MadeCause, _ stream: inout RandomStream) -> [Mixed] {
    switch cause {
    case .scene: [behindObject(ground) { _ in true }]
    case .frame: [1, 2, 3].map { frame(sixteenths: $0) }
    case .patch: [3, 5, 7].map { patch(sixteenths: $0, &stream) }
    case .tint: [0.25, 0.4, 0.55].map { tint($0, &stream) }
    case .texture: [0.25, 0.35, 0.45].map { texture($0, &stream) }
    case .occluder: [0.14, 0.18, 0.22].map { occluder(radius: $0, &stream) }
    case .blend: [0.2, 0.3, 0.4, 0.5, 0.6].map(blend)
    case .pose: [0.5, 0.75, 1].map { posed(Pose(strength: $0, &stream)) }
    case .softening: [0.5, 0.75, 1, 1.5].map { softened(sixteenths: $0) }
    }
  }

  /// The base with the rest of it changed where `isChanged` says so.
  func behindObject(_ other: [UInt8], where isChanged: (Int) -> Bool) -> Mixed {
    let mask = Array(baseMask)
    var pixels = Array(base)
    for pixel in mask.indices where !mask[pixel] && isChanged(pixel) {
      for channel in 0..<3 { pixels[3 * pixel + channel] = other[3 * pixel + channel] }
    }
    return (pixels, mask)
  }

  init(
    height: Int, width: Int, base: ArraySlice<UInt8>, baseMask: ArraySlice<Bool>,
    donor: ArraySlice<UInt8>, donorMask: ArraySlice<Bool>
  ) {
    (self.height, self.width) = (height, width)
    (self.base, self.baseMask) = (base, baseMask)
    (self.donor, self.donorMask) = (donor, donorMask)
    ground = Self.emptied(donor, donorMask, height: height, width: width)
  }

  /// A picture with its object painted over from the surroundings.
  static func emptied(
    _ picture: ArraySlice<UInt8>, _ mask: ArraySlice<Bool>, height: Int, width: Int
  ) -> [UInt8] {
    let object = PixelMask(height: height, width: width, pixels: Array(mask))
    guard object.count > 0, object.count < mask.count else { return Array(picture) }
    return Inpainting.fill(object, in: picture)
  }

  /// A share of the donor's object, moved to the middle of the base's, over the base.
  private func blend(_ share: Double) -> Mixed {
    let from = centre(of: donorMask)
    let to = centre(of: baseMask)
    let (down, right) = (to.row - from.row, to.column - from.column)
    let bare = Self.emptied(base, baseMask, height: height, width: width)
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
          isDonors ? donor[donor.startIndex + 3 * source + channel] : bare[3 * pixel + channel]
        let mixed = (1 - share) * Double(pixels[3 * pixel + channel]) + share * Double(other)
        pixels[3 * pixel + channel] = UInt8(min(max(mixed.rounded(), 0), 255))
      }
      mask[pixel] = true
    }
    return (pixels, mask)
  }

  /// Centre of mass to the nearest pixel; the image's own for an empty mask.
  func centre(of mask: ArraySlice<Bool>) -> (row: Int, column: Int) {
    var (rows, columns, count) = (0, 0, 0)
    for (pixel, isObject) in mask.enumerated() where isObject {
      rows += pixel / width
      columns += pixel % width
      count += 1
    }
    return count == 0 ? (height / 2, width / 2) : (rows / count, columns / count)
  }
}
