/// The object masks of some images: N x H x W, true on the object.
package struct ObjectMasks: Sendable {
  package let count: Int
  package let height: Int
  package let width: Int
  /// N x H x W, or a single mask that all images have.
  private let held: [Bool]

  /// - Precondition: `pixels` holds exactly `count * height * width` values.
  package init(count: Int, height: Int, width: Int, pixels: [Bool]) {
    precondition(pixels.count == count * height * width)
    self.init(held: pixels, count: count, height: height, width: width)
  }

  /// The same mask for all images, which is held once.
  ///
  /// - Precondition: `mask` holds exactly `height * width` values.
  package init(repeating mask: [Bool], count: Int, height: Int, width: Int) {
    precondition(mask.count == height * width)
    self.init(held: mask, count: count, height: height, width: width)
  }

  private init(held: [Bool], count: Int, height: Int, width: Int) {
    self.held = held
    self.count = count
    self.height = height
    self.width = width
  }

  private var isOneForAll: Bool { held.count == height * width }

  /// All masks, one after the other.
  package var pixels: [Bool] {
    isOneForAll ? Array(repeatElement(held, count: count).joined()) : held
  }

  /// The mask of one image: H x W.
  package subscript(image: Int) -> ArraySlice<Bool> {
    if isOneForAll { return held[...] }
    return held[image * height * width..<(image + 1) * height * width]
  }

  /// The first masks.
  package func prefix(_ limit: Int) -> ObjectMasks {
    selecting(Array(0..<min(max(limit, 0), count)))
  }

  /// The masks of some images, in the order given.
  package func selecting(_ places: [Int]) -> ObjectMasks {
    if isOneForAll {
      return ObjectMasks(held: held, count: places.count, height: height, width: width)
    }
    return ObjectMasks(
      count: places.count, height: height, width: width, pixels: places.flatMap { self[$0] })
  }
}

extension ObjectMasks: Equatable {
  package static func == (first: ObjectMasks, second: ObjectMasks) -> Bool {
    (first.count, first.height, first.width) == (second.count, second.height, second.width)
      && (0..<first.count).allSatisfy { first[$0] == second[$0] }
  }
}
