import Foundation

/// An image seen through a map of its plane: shifted, mirrored, zoomed or turned.
///
/// Every pixel of the result is interpolated between four of the image, bilinearly. Beyond the
/// borders the image continues mirrored at the middle of its outermost pixels.
struct PixelWarp: Sendable {
  /// Of every pixel of the result: places of four pixels of the image.
  private let sources: [Int32]
  /// Their weights.
  private let weights: [Float]

  /// Where a point of the result lies in the image, both measured from the middle.
  typealias Place = (_ row: Double, _ column: Double) -> (row: Double, column: Double)

  init(height: Int, width: Int, _ place: Place) {
    var sources: [Int32] = []
    var weights: [Float] = []
    sources.reserveCapacity(4 * height * width)
    weights.reserveCapacity(4 * height * width)
    let (middleRow, middleColumn) = (Double(height - 1) / 2, Double(width - 1) / 2)
    for row in 0..<height {
      for column in 0..<width {
        let source = place(Double(row) - middleRow, Double(column) - middleColumn)
        let rows = Self.taps(source.row + middleRow, below: height)
        let columns = Self.taps(source.column + middleColumn, below: width)
        for (y, down) in rows {
          for (x, across) in columns {
            sources.append(Int32(y * width + x))
            weights.append(Float(down * across))
          }
        }
      }
    }
    self.sources = sources
    self.weights = weights
  }

  static func mirror(height: Int, width: Int) -> PixelWarp {
    PixelWarp(height: height, width: width) { ($0, -$1) }
  }

  /// The image moved down and to the right by some pixels.
  static func shift(down: Int, right: Int, height: Int, width: Int) -> PixelWarp {
    PixelWarp(height: height, width: width) { ($0 - Double(down), $1 - Double(right)) }
  }

  /// - Parameter factor: above 1 enlarges what is in the middle.
  static func zoom(_ factor: Double, height: Int, width: Int) -> PixelWarp {
    PixelWarp(height: height, width: width) { ($0 / factor, $1 / factor) }
  }

  static func turn(degrees: Double, height: Int, width: Int) -> PixelWarp {
    let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    return PixelWarp(height: height, width: width) { row, column in
      (cosine * row - sine * column, sine * row + cosine * column)
    }
  }

  /// - Parameter image: H x W x 3.
  func callAsFunction(_ image: ArraySlice<Float>) -> [Float] {
    precondition(image.count * 4 == sources.count * 3)
    return image.withUnsafeBufferPointer { image in
      [Float](unsafeUninitializedCapacity: image.count) { output, initialized in
        for pixel in 0..<image.count / 3 {
          var (red, green, blue) = (Float(0), Float(0), Float(0))
          for tap in 4 * pixel..<4 * pixel + 4 {
            let (start, weight) = (3 * Int(sources[tap]), weights[tap])
            red += weight * image[start]
            green += weight * image[start + 1]
            blue += weight * image[start + 2]
          }
          output[3 * pixel] = red
          output[3 * pixel + 1] = green
          output[3 * pixel + 2] = blue
        }
        initialized = image.count
      }
    }
  }

  /// Two neighbouring places with their weights.
  private static func taps(_ position: Double, below count: Int) -> [(place: Int, weight: Double)] {
    let floor = position.rounded(.down)
    let share = position - floor
    return [
      (reflected(Int(floor), below: count), 1 - share),
      (reflected(Int(floor) + 1, below: count), share),
    ]
  }

  private static func reflected(_ place: Int, below count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let rest = ((place % period) + period) % period
    return min(rest, period - rest)
  }
}
