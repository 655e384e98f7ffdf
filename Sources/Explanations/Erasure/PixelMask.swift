/// Some pixels of an image.
package struct PixelMask: Sendable, Equatable {
  package let height: Int
  package let width: Int
  /// H x W, row-major.
  package private(set) var pixels: [Bool]
  /// How many pixels are in the mask.
  package private(set) var count = 0

  /// No pixels.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
    pixels = [Bool](repeating: false, count: height * width)
  }

  /// Adds the pixels of a box around an anchor, in row-major order.
  ///
  /// - Parameters:
  ///   - anchor: row-major place of a pixel of the image.
  ///   - spared: pixels that are never added, H x W; nil for none.
  ///   - limit: the mask stops growing at so many pixels, even amid the box.
  mutating func add(
    _ box: BoxShape, around anchor: Int, sparing spared: ArraySlice<Bool>?, limit: Int = .max
  ) {
    let columns = box.columns(around: anchor % width, width: width)
    for row in box.rows(around: anchor / width, height: height) {
      for pixel in row * width + columns.lowerBound..<row * width + columns.upperBound {
        if pixels[pixel] { continue }
        if let spared, spared[spared.startIndex + pixel] { continue }
        if count == limit { return }
        pixels[pixel] = true
        count += 1
      }
    }
  }
}

/// Where the object is in each of some images: N x H x W.
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
}

/// Whether, and how strictly, an object is kept from being erased.
package struct Sparing: Sendable, Equatable {
  /// One mask per image, in the order of the images.
  package let masks: ObjectMasks
  /// False drops the anchors that lie on the object, and boxes around others may still reach onto
  /// it; true also takes the object's pixels out of the union of boxes.
  package let neverTouch: Bool

  package init(masks: ObjectMasks, neverTouch: Bool = false) {
    self.masks = masks
    self.neverTouch = neverTouch
  }
}
