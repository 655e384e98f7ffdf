/// The effect of erasing in total and by groups of images, and the images to be shown.
///
/// Images are counted as they come and are not held, but for those to be shown.
package struct ErasureResult: Sendable {
  private struct Edge: Hashable {
    let label: Int
    let predicted: Int
  }

  /// H x W.
  private let pixelsPerImage: Int
  /// The group of each image, such as the cause planted in it; nil without groups.
  private let groupNames: [String]?
  private var all = ErasureTally()
  private var byGroup: [String: ErasureTally] = [:]
  private var byEdge: [Edge: ErasureTally] = [:]
  /// By the tenths of the area that was erased, begun ones counted whole.
  private var byTenth: [Int: ErasureTally] = [:]
  /// In the order of the images.
  package private(set) var shown: [ShownErasure] = []

  /// - Parameters:
  ///   - count: how many images there will be.
  ///   - pixelsPerImage: H x W.
  ///   - groups: the group of each image.
  package init(
    of count: Int, pixelsPerImage: Int, groups: [String]? = nil
  ) throws(ExplanationError) {
    if let groups, groups.count != count {
      throw .count(of: "groups", expected: count, found: groups.count)
    }
    self.pixelsPerImage = pixelsPerImage
    groupNames = groups
  }

  /// Counts the next image, and holds its pixels where it has any.
  package mutating func add(_ item: ErasureItem) {
    let (place, row) = (all.images, item.row)
    all.add(row)
    if let groupNames { byGroup[groupNames[place], default: ErasureTally()].add(row) }
    if row.isError {
      byEdge[Edge(label: row.label, predicted: row.predicted), default: ErasureTally()].add(row)
    }
    let tenths = (10 * row.treatment.erasedPixels + pixelsPerImage - 1) / max(pixelsPerImage, 1)
    byTenth[tenths, default: ErasureTally()].add(row)
    if let kept = item.kept { shown.append(ShownErasure(place: place, row: row, kept: kept)) }
  }

  package var summary: ErasureSummary { ErasureSummary(all, pixelsPerImage: pixelsPerImage) }

  /// By the names of the groups in ascending order; nil without groups.
  package var groups: [ErasureGroup]? {
    groupNames == nil
      ? nil : byGroup.sorted { $0.key < $1.key }.map { group($0.key, $0.value) }
  }

  /// The errors by true and predicted class, such as `ship -> plane`, the most frequent first.
  package func edges(classNames: [String]) -> [ErasureGroup] {
    byEdge.sorted {
      ($1.value.images, $0.key.label, $0.key.predicted)
        < ($0.value.images, $1.key.label, $1.key.predicted)
    }
    .map { group("\(classNames[$0.key.label]) -> \(classNames[$0.key.predicted])", $0.value) }
  }

  /// The images by the tenth of their area that was erased: `0 %` for none, then `up to 10 %` and
  /// so on.
  package var areas: [ErasureGroup] {
    byTenth.sorted { $0.key < $1.key }.map { tenths, tally in
      group(tenths == 0 ? "0 %" : "up to \(10 * tenths) %", tally)
    }
  }

  private func group(_ name: String, _ tally: ErasureTally) -> ErasureGroup {
    ErasureGroup(name: name, summary: ErasureSummary(tally, pixelsPerImage: pixelsPerImage))
  }
}

/// An image that is shown before and after erasing.
package struct ShownErasure: Sendable, Equatable {
  /// Among the images that were treated.
  package let place: Int
  package let row: ErasureRow
  package let kept: KeptErasure
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
