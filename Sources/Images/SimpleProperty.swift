/// Something simple of an image that may give its class away: a shortcut, if it does.
package struct SimpleProperty: Sendable {
  package let name: String
  /// Of one image; always as many numbers.
  package let values: @Sendable (ByteImages, Int) -> [Double]

  package static let all: [SimpleProperty] = [
    SimpleProperty(name: "mean colour") { mean($0, $1) { _, _ in true } },
    SimpleProperty(name: "border colour") { images, image in
      mean(images, image, where: border(images))
    },
    SimpleProperty(name: "middle colour") { images, image in
      mean(images, image) { row, column in
        middle(row, images.height) && middle(column, images.width)
      }
    },
    SimpleProperty(name: "brightness") { [ImageQuality(of: $0, image: $1).brightness] },
    SimpleProperty(name: "contrast") { [ImageQuality(of: $0, image: $1).contrast] },
    SimpleProperty(name: "sharpness") { [ImageQuality(of: $0, image: $1).sharpness] },
    SimpleProperty(name: "position of mass", values: centreOfMass),
  ]

  /// Red, green and blue.
  private static func mean(
    _ images: ByteImages, _ image: Int, where isWanted: (_ row: Int, _ column: Int) -> Bool
  ) -> [Double] {
    var sums = [0, 0, 0]
    var count = 0
    let start = image * images.bytesPerImage
    for row in 0..<images.height {
      for column in 0..<images.width where isWanted(row, column) {
        for channel in 0..<3 {
          sums[channel] += Int(images.pixels[start + 3 * (row * images.width + column) + channel])
        }
        count += 1
      }
    }
    return sums.map { Double($0) / Double(max(count, 1)) }
  }

  /// The outermost sixteenth of the sides, a pixel at least.
  private static func border(_ images: ByteImages) -> (_ row: Int, _ column: Int) -> Bool {
    let (high, wide) = (max(images.height / 16, 1), max(images.width / 16, 1))
    let (height, width) = (images.height, images.width)
    return { row, column in
      row < high || row >= height - high || column < wide || column >= width - wide
    }
  }

  /// The middle half of a side.
  private static func middle(_ place: Int, _ side: Int) -> Bool {
    4 * place >= side && 4 * place < 3 * side
  }

  /// Row and column of the mean place of what is brighter or darker than the border, 0...1.
  private static func centreOfMass(_ images: ByteImages, _ image: Int) -> [Double] {
    let luminance = ImageQuality.luminance(of: images, image: image)
    let isBorder = border(images)
    let (height, width) = (images.height, images.width)
    var (sum, count) = (0.0, 0)
    for pixel in luminance.indices where isBorder(pixel / width, pixel % width) {
      sum += luminance[pixel]
      count += 1
    }
    let ground = sum / Double(max(count, 1))
    var (mass, rows, columns) = (0.0, 0.0, 0.0)
    for (pixel, value) in luminance.enumerated() {
      let weight = (value - ground).magnitude
      mass += weight
      rows += weight * (Double(pixel / width) + 0.5)
      columns += weight * (Double(pixel % width) + 0.5)
    }
    guard mass > 1e-9 else { return [0.5, 0.5] }
    return [rows / mass / Double(height), columns / mass / Double(width)]
  }
}
