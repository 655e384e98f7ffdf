/// A colour on the screen: 8 bits of red, green and blue.
package struct Colour: Sendable, Equatable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8

  /// - Parameter hex: 0xRRGGBB.
  package init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
  }

  package init(red: UInt8, green: UInt8, blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// `#rrggbb`.
  package var css: String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The relative luminance of WCAG 2, 0 for black to 1 for white, to about 0.002.
  package var luminance: Double {
    // A cubic in place of the standard's power of 2.4, so that every machine agrees to the bit.
    func linear(_ byte: UInt8) -> Double {
      let value = Double(byte) / 255
      return value * (value * (value * 0.305306011 + 0.682171111) + 0.012522878)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Black or white, whichever stands out more against this colour; the contrast is at least 4.5.
  package var readableInk: Colour { luminance > 0.179 ? Colour(0) : Colour(0xFFFFFF) }

  /// The grey that looks as light, by the weights of ITU-R BT.709.
  package var grey: Colour {
    let weighted: [Int] = [Int(red) * 54, Int(green) * 183, Int(blue) * 19]
    let light = UInt8(weighted.reduce(0, +) / 256)
    return Colour(red: light, green: light, blue: light)
  }

  /// The colour a share `t` (0...1) of the way to another.
  package func mixed(with other: Colour, _ t: Double) -> Colour {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * t).rounded())
    }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

/// Colours for numbers from 0 to 1, even in lightness, so that equal steps look equal.
package struct ColourRamp: Sendable {
  /// Evenly spaced, at least two.
  package let stops: [Colour]

  /// Dark blue to yellow, readable with any kind of colour vision. Lightness (OKLab) goes evenly
  /// from 0.30 to 0.93, hue from 268 to 100 degrees, as saturated as the screen allows.
  package static let blueToYellow = ColourRamp([
    0x132270, 0x034572, 0x01617C, 0x087C86, 0x24988B, 0x55B189, 0x87C97F, 0xC0DC6C, 0xFFEA6C,
  ])

  /// Black over red and amber to white, for saliency. Lightness (OKLab) goes evenly from 0 to 1.
  package static let heat = ColourRamp([
    0x000000, 0x220000, 0x580000, 0x8A0000, 0xB13200, 0xCB6E00, 0xDAA500, 0xE7D787, 0xFFFFFF,
  ])

  /// Black over blue to cyan, for what speaks against, beside `heat`. Lightness (OKLab) goes evenly
  /// from 0 to 0.9, hue from 262 to 200 degrees.
  package static let cold = ColourRamp([
    0x000000, 0x000416, 0x001B3C, 0x003963, 0x035B88, 0x0980AB, 0x03A7CD, 0x09D0EB, 0x62F7FF,
  ])

  private init(_ stops: [UInt32]) { self.stops = stops.map { Colour($0) } }

  /// The colour of a number; below 0, above 1 and NaN count as the nearer end (NaN as 0).
  package subscript(value: Double) -> Colour {
    let place = (value.isNaN ? 0 : min(max(value, 0), 1)) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}
