import Foundation

/// Changes of colours as torchvision's `adjust_brightness`, `adjust_contrast`, `adjust_saturation`
/// and `adjust_hue` make them on Pillow's images: on bytes, to the same values.
package enum ColourJitter {
  /// Towards black below 1, away from it above.
  package static func brightness(_ pixels: inout [UInt8], by factor: Float) {
    for place in pixels.indices { pixels[place] = blend(0, pixels[place], factor) }
  }

  /// Towards the mean grey below 1, away from it above.
  package static func contrast(_ pixels: inout [UInt8], by factor: Float) {
    let area = pixels.count / 3
    guard area > 0 else { return }
    let sum = (0..<area).reduce(0) { $0 + Int(grey(pixels, $1)) }
    let mean = UInt8(Double(sum) / Double(area) + 0.5)
    for place in pixels.indices { pixels[place] = blend(mean, pixels[place], factor) }
  }

  /// Towards grey below 1, away from it above.
  package static func saturation(_ pixels: inout [UInt8], by factor: Float) {
    for pixel in 0..<pixels.count / 3 {
      let grey = grey(pixels, pixel)
      for place in 3 * pixel..<3 * pixel + 3 {
        pixels[place] = blend(grey, pixels[place], factor)
      }
    }
  }

  /// Around the circle of hues.
  ///
  /// - Parameter shift: of the circle, -0.5 to 0.5.
  package static func hue(_ pixels: inout [UInt8], by shift: Double) {
    // Whole steps of 256, as the hue is kept in a byte.
    let steps = UInt8(truncatingIfNeeded: Int(shift * 255))
    for pixel in 0..<pixels.count / 3 {
      var (hue, saturation, value) = hsv(
        pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2])
      hue &+= steps
      let colour = rgb(hue, saturation, value)
      (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2]) = colour
    }
  }

  /// Pillow's luma: ITU-R 601-2 in units of 2^-16, rounded.
  private static func grey(_ pixels: [UInt8], _ pixel: Int) -> UInt8 {
    let (red, green, blue) = (
      Int(pixels[3 * pixel]), Int(pixels[3 * pixel + 1]), Int(pixels[3 * pixel + 2])
    )
    return UInt8((red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16)
  }

  /// Pillow's `ImagingBlend`: fractions are cut off.
  private static func blend(_ first: UInt8, _ second: UInt8, _ share: Float) -> UInt8 {
    let value = Float(first) + share * (Float(second) - Float(first))
    return value <= 0 ? 0 : value >= 255 ? 255 : UInt8(value)
  }

  /// Pillow's conversion to hue, saturation and value, all bytes.
  private static func hsv(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> (UInt8, UInt8, UInt8) {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    guard most != least else { return (0, 0, most) }
    let range = Float(Int(most) - Int(least))
    let saturation = range / Float(most)
    let part = { (colour: UInt8) in Float(Int(most) - Int(colour)) / range }
    let sixths: Double =
      if red == most {
        Double(part(blue) - part(green))
      } else if green == most {
        2 + Double(part(red)) - Double(part(blue))
      } else {
        4 + Double(part(green)) - Double(part(red))
      }
    let hue = Double(Float(fmod(Double(Float(sixths)) / 6 + 1, 1)))
    return (byte(Int(hue * 255)), byte(Int(Double(saturation) * 255)), most)
  }

  private static func rgb(
    _ hue: UInt8, _ saturation: UInt8, _ value: UInt8
  ) -> (UInt8, UInt8, UInt8) {
    guard saturation > 0 else { return (value, value, value) }
    let sixths = Double(Float(hue)) * 6 / 255
    let sector = Int(sixths.rounded(.down))
    let rest = Double(Float(sixths - Double(sector)))
    let share = Double(Float(Double(saturation) / 255))
    let bright = Double(value)
    let low = byte(Int((bright * (1 - share)).rounded()))
    let falling = byte(Int((bright * (1 - share * rest)).rounded()))
    let rising = byte(Int((bright * (1 - share * (1 - rest))).rounded()))
    switch sector % 6 {
    case 0: return (value, rising, low)
    case 1: return (falling, value, low)
    case 2: return (low, value, rising)
    case 3: return (low, falling, value)
    case 4: return (rising, low, value)
    default: return (value, low, falling)
    }
  }

  private static func byte(_ value: Int) -> UInt8 { UInt8(min(max(value, 0), 255)) }
}
