import Foundation
package import Images

/// A colour in CIE L*a*b* (white point D65), where distances roughly match perceived differences.
package struct LabColour: Sendable, Equatable {
  /// Lightness, 0...100.
  package var l: Double
  package var a: Double
  package var b: Double

  package init(l: Double, a: Double, b: Double) {
    (self.l, self.a, self.b) = (l, a, b)
  }

  /// Of sRGB, each 0...1.
  package init(red: Double, green: Double, blue: Double) {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
    let y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b)
    let z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883)
    l = 116 * y - 16
    a = 500 * (x - y)
    self.b = 200 * (y - z)
  }

  /// The colours of a normalised image, H x W x 3.
  package static func of(
    _ pixels: ArraySlice<Float>, normalization: Normalization
  ) -> [LabColour] {
    let start = pixels.startIndex
    return (0..<pixels.count / 3).map { pixel in
      let channels = (0..<3).map { channel in
        let value = pixels[start + 3 * pixel + channel]
        let raw = value * normalization.deviation[channel] + normalization.mean[channel]
        return min(max(Double(raw), 0), 1)
      }
      return LabColour(red: channels[0], green: channels[1], blue: channels[2])
    }
  }

  func squaredDistance(to other: LabColour) -> Double {
    let (dl, da, db) = (l - other.l, a - other.a, b - other.b)
    return dl * dl + da * da + db * db
  }
}
