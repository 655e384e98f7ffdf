import Foundation
import Images

/// Changes of the object itself, which bring nothing from outside.
extension MixedPictures {
  /// How an object is seen from elsewhere.
  struct Pose {
    var degrees: Double
    /// Of its height and its width.
    var scale: (rows: Double, columns: Double)

    /// - Parameter strength: 1 turns by up to 60 degrees, shrinks to a half, and squeezes.
    init(strength: Double, _ stream: inout RandomStream) {
      func factor() -> Double { 1 - 0.5 * strength * stream.uniformDouble() }
      degrees = strength * 60 * (2 * stream.uniformDouble() - 1)
      scale = (factor(), factor())
    }
  }

  /// The object turned, shrunk and squeezed about its centre, on its own ground.
  func posed(_ pose: Pose) -> Mixed {
    let bare = Self.emptied(base, baseMask, height: height, width: width)
    let middle = centre(of: baseMask)
    let (cosine, sine) = (cos(pose.degrees * .pi / 180), sin(pose.degrees * .pi / 180))
    var pixels = bare
    var mask = [Bool](repeating: false, count: height * width)
    for pixel in mask.indices {
      let (down, right) = (
        Double(pixel / width - middle.row), Double(pixel % width - middle.column)
      )
      let row = (cosine * down - sine * right) / pose.scale.rows + Double(middle.row)
      let column = (sine * down + cosine * right) / pose.scale.columns + Double(middle.column)
      let seen = object(row, column)
      guard seen.share > 0 else { continue }
      mask[pixel] = seen.share >= 0.5
      for channel in 0..<3 {
        let mixed = seen.colour[channel] + (1 - seen.share) * Double(bare[3 * pixel + channel])
        pixels[3 * pixel + channel] = UInt8(min(max(mixed.rounded(), 0), 255))
      }
    }
    return (pixels, mask)
  }

  /// How much of the object lies at a place, and its colour times that, between four pixels.
  private func object(_ row: Double, _ column: Double) -> (share: Double, colour: [Double]) {
    let (top, left) = (row.rounded(.down), column.rounded(.down))
    var share = 0.0
    var colour = [0.0, 0, 0]
    for (y, down) in [(top, 1 - (row - top)), (top + 1, row - top)] {
      for (x, across) in [(left, 1 - (column - left)), (left + 1, column - left)] {
        guard (0..<Double(height)).contains(y), (0..<Double(width)).contains(x) else { continue }
        let pixel = Int(y) * width + Int(x)
        guard baseMask[baseMask.startIndex + pixel] else { continue }
        share += down * across
        for channel in 0..<3 {
          colour[channel] += down * across * Double(base[base.startIndex + 3 * pixel + channel])
        }
      }
    }
    return (share, colour)
  }

  /// The object without its details: blurred within its outline.
  ///
  /// - Parameter sixteenths: of the shorter side, the standard deviation.
  func softened(sixteenths: Double) -> Mixed {
    let deviation = max(Double(min(height, width)) * sixteenths / 16, 0.5)
    let soft = GaussianBlur.continued(deviation: deviation)
      .picture(base.map(Float.init), height: height, width: width)
    let bytes = soft.map { UInt8(min(max($0.rounded(), 0), 255)) }
    var pixels = Array(base)
    let mask = Array(baseMask)
    for pixel in mask.indices where mask[pixel] {
      for channel in 0..<3 { pixels[3 * pixel + channel] = bytes[3 * pixel + channel] }
    }
    return (pixels, mask)
  }
}
