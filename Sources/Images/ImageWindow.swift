// Pixels of images that stand in an array as height x width x channels, one after the other.

extension Array<Float> {
  /// Sets all channels of a pixel, counted from the beginning of the array.
  package mutating func replace(pixel: Int, by color: [Float]) {
    for (channel, value) in color.enumerated() { self[pixel * color.count + channel] = value }
  }

  /// Sets the pixels of a window in one image; what lies beyond the image is cut off.
  ///
  /// - Parameters:
  ///   - corner: the row-major place of the window's first pixel in the image.
  ///   - first: the image's first pixel, counted from the beginning of the array.
  package mutating func replace(
    windowAt corner: Int, size: (height: Int, width: Int),
    ofImageAt first: Int = 0, height: Int, width: Int, by color: [Float]
  ) {
    let (top, left) = (corner / width, corner % width)
    for row in top..<Swift.min(top + size.height, height) {
      for column in left..<Swift.min(left + size.width, width) {
        replace(pixel: first + row * width + column, by: color)
      }
    }
  }
}
