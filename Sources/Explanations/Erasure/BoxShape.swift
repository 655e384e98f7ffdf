package import Images

/// A box around an anchor pixel, height x width.
///
/// An odd side has the anchor in its middle. An even side cannot: it reaches one pixel further down
/// or to the right than up or to the left, so a side of 2 covers the anchor and the next pixel.
package struct BoxShape: Sendable, Equatable, CustomStringConvertible {
  /// Far beyond any image, and far from overflow.
  package static let largestSide = 65_536

  package let height: Int
  package let width: Int

  /// - Precondition: sides in 1...largestSide.
  package init(height: Int, width: Int) {
    precondition((1...Self.largestSide).contains(height) && (1...Self.largestSide).contains(width))
    self.height = height
    self.width = width
  }

  /// Reads height x width, such as `3x5`.
  package init(parsing text: String) throws(ExplanationError) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { side in
      side.allSatisfy { $0.isASCII && $0.isNumber } ? Int(side) ?? 0 : 0
    }
    guard sides.count == 2, sides.allSatisfy({ (1...Self.largestSide).contains($0) }) else {
      throw .boxText(text)
    }
    self.init(height: sides[0], width: sides[1])
  }

  /// A square that was chosen for images of 32 x 32 pixels, and in larger ones the same share of
  /// their sides.
  static func grown(from side: Int, height: Int, width: Int) -> BoxShape {
    func grown(_ length: Int) -> Int { max((side * length + 16) / 32, side) }
    return BoxShape(height: grown(height), width: grown(width))
  }

  /// What is used where no box is asked for: 3 x 3, the published choice for 32 x 32 pixels, and in
  /// larger images the same share of their sides.
  package static func usual(height: Int, width: Int) -> BoxShape {
    let box = grown(from: 3, height: height, width: width)
    return BoxShape(height: min(box.height, max(height, 1)), width: min(box.width, max(width, 1)))
  }

  /// The usual box for images of their size.
  package static func usual(for images: StoredImages) -> BoxShape {
    usual(height: images.height, width: images.width)
  }

  /// The usual box in words.
  package static let usualText = "3x3, and 3/32 of the sides of larger images"

  package var description: String { "\(height)x\(width)" }

  /// - Throws: when the box is higher or wider than the image.
  package func check(height: Int, width: Int) throws(ExplanationError) {
    guard self.height <= height, self.width <= width else {
      throw .boxTooLarge(self, height: height, width: width)
    }
  }
}
