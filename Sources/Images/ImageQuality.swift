import Foundation

/// What an image looks like before anything is known of what it shows.
package struct ImageQuality: Sendable, Equatable, Codable {
  /// Mean luminance, 0...1.
  package let brightness: Double
  /// Standard deviation of the luminance.
  package let contrast: Double
  /// Variance of the Laplacian of the luminance (Pech-Pacheco et al. 2000): how much of the
  /// luminance changes from a pixel to its four neighbours.
  package let sharpness: Double

  /// - Precondition: the image exists.
  package init(of images: ByteImages, image: Int) {
    let (height, width) = (images.height, images.width)
    let luminance = Self.luminance(of: images, image: image)
    (brightness, contrast) = Self.moments(luminance)
    var changes: [Double] = []
    changes.reserveCapacity(luminance.count)
    for row in 1..<max(height - 1, 1) {
      for column in 1..<max(width - 1, 1) {
        let pixel = row * width + column
        changes.append(
          luminance[pixel - width] + luminance[pixel + width] + luminance[pixel - 1]
            + luminance[pixel + 1] - 4 * luminance[pixel])
      }
    }
    let deviation = Self.moments(changes).deviation
    sharpness = deviation * deviation
  }

  /// Of each pixel, H x W, 0...1 (ITU-R BT.601).
  package static func luminance(of images: ByteImages, image: Int) -> [Double] {
    let start = image * images.bytesPerImage
    return (0..<images.height * images.width).map { pixel in
      let place = start + 3 * pixel
      return
        (0.299 * Double(images.pixels[place]) + 0.587 * Double(images.pixels[place + 1])
        + 0.114 * Double(images.pixels[place + 2])) / 255
    }
  }

  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    guard !values.isEmpty else { return (0, 0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  /// What outliers are looked for in, by name. Sharpness spreads over orders of magnitude, and is
  /// compared by its logarithm; less than a hundredth of a grey level is none.
  package static let measures: [(name: String, value: @Sendable (ImageQuality) -> Double)] = [
    ("brightness", { $0.brightness }),
    ("contrast", { $0.contrast }),
    ("sharpness", { log(max($0.sharpness, 1e-9)) }),
  ]
}
