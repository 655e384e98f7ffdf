package import Images

/// Guessed masks.
extension ObjectMasks {
  /// The same rectangle in every image.
  ///
  /// - Throws: when the frame does not lie in the image.
  package init(
    frame: PixelFrame, count: Int, height: Int, width: Int
  ) throws(ExplanationError) {
    guard frame.rows.upperBound <= height, frame.columns.upperBound <= width else {
      throw .setting(
        "spare", expected: "a box within the image, \(height)x\(width)",
        found: "one that ends at row \(frame.rows.upperBound), column \(frame.columns.upperBound)")
    }
    let mask = (0..<height * width).map { pixel in
      frame.rows.contains(pixel / width) && frame.columns.contains(pixel % width)
    }
    self.init(repeating: mask, count: count, height: height, width: width)
  }

  /// An ellipse in the middle of every image, where objects usually are.
  ///
  /// - Parameter share: of the image's area, above 0, at most 0.78 (an ellipse from border to
  ///   border).
  package init(
    centreShare share: Double, count: Int, height: Int, width: Int
  ) throws(ExplanationError) {
    guard share > 0, share <= 0.785 else {
      throw .setting(
        "spare", expected: "centre:SHARE with a share above 0, at most 0.785", found: "\(share)")
    }
    // Half-axes as shares of the sides: π a b = share, a = b.
    let half = (share / Double.pi).squareRoot()
    let mask = (0..<height * width).map { pixel in
      let y = (Double(pixel / width) + 0.5) / Double(height) - 0.5
      let x = (Double(pixel % width) + 0.5) / Double(width) - 0.5
      return x * x + y * y <= half * half
    }
    self.init(repeating: mask, count: count, height: height, width: width)
  }

  /// What differs in colour from the borders, determined for each image separately.
  package init(
    segmenting images: StoredImages, normalization: Normalization, workers: Workers
  ) throws {
    let pixels = try workers.map(count: images.count) { image in
      Result {
        let own = normalization.apply(to: try images.load([image]), range: 0..<1)
        return ColourSegmentation(
          of: own[...], height: images.height, width: images.width, normalization: normalization
        ).object
      }
    }.map { try $0.get() }
    self.init(
      count: images.count, height: images.height, width: images.width,
      pixels: Array(pixels.joined()))
  }
}
