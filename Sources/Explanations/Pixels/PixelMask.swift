package import Images

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

  /// The pixels that are true, H x W.
  init(height: Int, width: Int, pixels: [Bool]) {
    precondition(pixels.count == height * width)
    self.height = height
    self.width = width
    self.pixels = pixels
    count = pixels.count { $0 }
  }

  /// Adds the pixels of a frame, in row-major order.
  ///
  /// - Parameters:
  ///   - frame: within the image.
  ///   - spared: pixels that are never added, H x W; nil for none.
  ///   - limit: the mask stops growing at this many pixels, even within the frame.
  mutating func add(
    _ frame: PixelFrame, sparing spared: ArraySlice<Bool>? = nil, limit: Int = .max
  ) {
    for row in frame.rows {
      for pixel in row * width + frame.columns.lowerBound..<row * width + frame.columns.upperBound {
        if pixels[pixel] { continue }
        if let spared, spared[spared.startIndex + pixel] { continue }
        if count == limit { return }
        pixels[pixel] = true
        count += 1
      }
    }
  }
}

/// Whether, and how strictly, an object is kept from being erased.
package struct Sparing: Sendable, Equatable {
  package enum Rule: String, Sendable, CaseIterable {
    /// Anchors on the object are dropped; boxes around others may still reach onto it.
    case anchors
    /// The object's pixels are taken out of the union of boxes as well.
    case pixels
    /// Boxes that touch the object are dropped whole.
    case boxes
  }

  /// One mask per image, in the order of the images.
  package let masks: ObjectMasks
  package let rule: Rule
  /// Takes the next pixels of the background in place of the anchors that were dropped, so that
  /// there are as many as without sparing.
  package let refills: Bool

  package init(masks: ObjectMasks, rule: Rule = .anchors, refills: Bool = false) {
    self.masks = masks
    self.rule = rule
    self.refills = refills
  }

  package init(masks: ObjectMasks, neverTouch: Bool) {
    self.init(masks: masks, rule: neverTouch ? .pixels : .anchors)
  }
}
