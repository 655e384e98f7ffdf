/// The effect of erasing, image by image and in total.
package struct ErasureResult: Sendable {
  /// One per image, in their order.
  package let rows: ErasureRows
  /// H x W.
  package let pixelsPerImage: Int
  /// The images to be kept, in their order.
  package let kept: [KeptErasure]

  package init(rows: [ErasureRow], pixelsPerImage: Int, kept: [KeptErasure] = []) {
    self.init(rows: ErasureRows(rows), pixelsPerImage: pixelsPerImage, kept: kept)
  }

  package init(rows: ErasureRows, pixelsPerImage: Int, kept: [KeptErasure]) {
    self.rows = rows
    self.pixelsPerImage = pixelsPerImage
    self.kept = kept
  }

  package var summary: ErasureSummary {
    ErasureSummary(of: rows, pixelsPerImage: pixelsPerImage)
  }

  /// The totals of each group of images, by the name of the group in ascending order.
  ///
  /// - Parameter names: the group of each image, such as the cause planted in it or `cat -> dog`.
  package func groups(_ names: [String]) throws(ExplanationError) -> [ErasureGroup] {
    guard names.count == rows.count else {
      throw .count(of: "groups", expected: rows.count, found: names.count)
    }
    return Dictionary(grouping: rows.indices, by: { names[$0] }).map { name, members in
      group(name, members)
    }.sorted { $0.name < $1.name }
  }
}

extension ErasureResult {
  /// - Parameter members: places of rows.
  func group(_ name: String, _ members: [Int]) -> ErasureGroup {
    ErasureGroup(
      name: name,
      summary: ErasureSummary(of: rows.selecting(members), pixelsPerImage: pixelsPerImage))
  }

  /// The places among the rows of the images whose pixels are kept, by the images' numbers.
  package var placesOfKept: [Int: Int] {
    let numbers = Set(kept.map(\.index))
    return Dictionary(
      rows.enumerated().lazy.filter { numbers.contains($1.index) }.map { ($1.index, $0) }
    ) { first, _ in first }
  }
}

/// The totals of some of the images.
package struct ErasureGroup: Sendable, Equatable, Codable {
  package let name: String
  package let summary: ErasureSummary
}

/// One image with its map and its erased versions, for a picture.
package struct KeptErasure: Sendable, Equatable {
  /// In the data set.
  package let index: Int
  /// H x W.
  package let map: [Float]
  package let treatment: ErasedImage
  /// One per draw.
  package let controls: [ErasedImage]
}

/// An image with some pixels filled.
package struct ErasedImage: Sendable, Equatable {
  /// H x W x 3.
  package let pixels: [UInt8]
  package let mask: PixelMask
}
