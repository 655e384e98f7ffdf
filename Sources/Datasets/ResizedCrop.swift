import Foundation
package import Images

/// A part of random size, shape and place, brought to the size of the network: torchvision's
/// `RandomResizedCrop`, as Szegedy et al. 2015 trained.
package struct ResizedCrop: Sendable, Equatable {
  /// Share of the picture's area that the part has.
  package var scale: ClosedRange<Double>
  /// Width by height of the part.
  package var ratio: ClosedRange<Double>
  package var filter: ResizeFilter

  package init(
    scale: ClosedRange<Double> = 0.08...1, ratio: ClosedRange<Double> = 3.0 / 4...4.0 / 3,
    filter: ResizeFilter = .bilinear
  ) {
    self.scale = scale
    self.ratio = ratio
    self.filter = filter
  }

  /// A part of a picture.
  package struct Part: Sendable, Equatable {
    package var top: Int
    package var left: Int
    package var height: Int
    package var width: Int

    package init(top: Int, left: Int, height: Int, width: Int) {
      self.top = top
      self.left = left
      self.height = height
      self.width = width
    }
  }

  /// A part of a picture of some size; the middle where chance finds none that fits.
  func part(height: Int, width: Int, _ stream: inout RandomStream) -> Part {
    for _ in 0..<10 {
      let area =
        Double(height * width)
        * (scale.lowerBound + (scale.upperBound - scale.lowerBound) * stream.uniformDouble())
      let (low, high) = (log(ratio.lowerBound), log(ratio.upperBound))
      let shape = exp(low + (high - low) * stream.uniformDouble())
      let wide = Int((area * shape).squareRoot().rounded(.toNearestOrEven))
      let tall = Int((area / shape).squareRoot().rounded(.toNearestOrEven))
      guard (1...width).contains(wide), (1...height).contains(tall) else { continue }
      return Part(
        top: stream.integer(in: 0..<height - tall + 1),
        left: stream.integer(in: 0..<width - wide + 1), height: tall, width: wide)
    }
    return middle(height: height, width: width)
  }

  /// The middle, as much of it as the shapes allow.
  private func middle(height: Int, width: Int) -> Part {
    let shape = Double(width) / Double(height)
    var (high, wide) = (height, width)
    if shape < ratio.lowerBound {
      high = Int((Double(width) / ratio.lowerBound).rounded(.toNearestOrEven))
    } else if shape > ratio.upperBound {
      wide = Int((Double(height) * ratio.upperBound).rounded(.toNearestOrEven))
    }
    (high, wide) = (max(min(high, height), 1), max(min(wide, width), 1))
    return Part(top: (height - high) / 2, left: (width - wide) / 2, height: high, width: wide)
  }

  /// A part of one picture at another size, height x width.
  package func resized(
    _ part: Part, of picture: ByteImages, height: Int, width: Int
  ) -> ByteImages {
    let row = picture.width * ByteImages.channels
    var pixels: [UInt8] = []
    pixels.reserveCapacity(part.height * part.width * ByteImages.channels)
    for y in part.top..<part.top + part.height {
      let start = y * row + part.left * ByteImages.channels
      pixels += picture.pixels[start..<start + part.width * ByteImages.channels]
    }
    let resizer = PictureResizer(
      from: (part.width, part.height), to: (width, height), filter: filter)
    return ByteImages(
      count: 1, height: height, width: width, pixels: resizer.resize(pixels))
  }
}
