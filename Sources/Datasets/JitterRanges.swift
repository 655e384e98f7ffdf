import Images

/// Random changes of colours: torchvision's `ColorJitter`.
package struct JitterRanges: Sendable, Equatable {
  /// Factors are drawn from 1 less so much (0 at least) to 1 and so much.
  package var brightness: Double
  package var contrast: Double
  package var saturation: Double
  /// Shifts of the hue are drawn from minus to plus so much of the circle; 0.5 at most.
  package var hue: Double

  package init(brightness: Double, contrast: Double, saturation: Double, hue: Double) {
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
  }

  /// Brightness, contrast, saturation and hue; nil unless there are four in their ranges.
  package init?(_ numbers: [Double]) {
    guard numbers.count == 4, numbers[..<3].allSatisfy({ (0...100).contains($0) }),
      (0...0.5).contains(numbers[3])
    else { return nil }
    self.init(
      brightness: numbers[0], contrast: numbers[1], saturation: numbers[2], hue: numbers[3])
  }

  /// Changes the pixels of one image, in an order that is drawn too.
  func change(_ pixels: inout [UInt8], _ stream: inout RandomStream) {
    let order = stream.permutation(of: 4)
    let factors = [brightness, contrast, saturation].map { range in
      let low = max(1 - range, 0)
      return Float(low + (1 + range - low) * stream.uniformDouble())
    }
    let shift = hue * (2 * stream.uniformDouble() - 1)
    for change in order {
      switch change {
      case 0 where brightness > 0: ColourJitter.brightness(&pixels, by: factors[0])
      case 1 where contrast > 0: ColourJitter.contrast(&pixels, by: factors[1])
      case 2 where saturation > 0: ColourJitter.saturation(&pixels, by: factors[2])
      case 3 where hue > 0: ColourJitter.hue(&pixels, by: shift)
      default: break
      }
    }
  }
}
