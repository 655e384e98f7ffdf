/// The object masks of some images: N x H x W, true on the object.
package struct ObjectMasks: Sendable, Equatable {
  package let count: Int
  package let height: Int
  package let width: Int
  package let pixels: [Bool]

  /// - Precondition: `pixels` holds exactly `count * height * width` values.
  package init(count: Int, height: Int, width: Int, pixels: [Bool]) {
    precondition(pixels.count == count * height * width)
    self.count = count
    self.height = height
    self.width = width
    self.pixels = pixels
  }

  /// The mask of one image: H x W.
  package subscript(image: Int) -> ArraySlice<Bool> {
    pixels[image * height * width..<(image + 1) * height * width]
  }

  /// The first masks.
  package func prefix(_ limit: Int) -> ObjectMasks {
    selecting(Array(0..<min(max(limit, 0), count)))
  }

  /// The masks of some images, in the order given.
  package func selecting(_ places: [Int]) -> ObjectMasks {
    ObjectMasks(
      count: places.count, height: height, width: width, pixels: places.flatMap { self[$0] })
  }
}
