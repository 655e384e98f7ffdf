package import Foundation

/// The map of an image, with what the model takes it for.
package struct SaliencyItem: Codable, Sendable {
  package let index: Int
  package let label: Int
  package let predicted: Int
  /// H x W numbers.
  package let map: Data
  package let fit: Double?

  package init(index: Int, label: Int, predicted: Int, map: [Float], fit: Double?) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.map = map.packed
    self.fit = fit
  }
}

extension ExplanationMaps {
  /// From single maps.
  ///
  /// - Throws: `ExplanationError` for maps of another size.
  package init(
    _ items: [SaliencyItem], height: Int, width: Int
  ) throws(ExplanationError) {
    var values: [Float] = []
    values.reserveCapacity(items.count * height * width)
    var faults: [Int: MapFault] = [:]
    for (place, item) in items.enumerated() {
      guard let map = [Float](packed: item.map), map.count == height * width else {
        throw .count(of: "pixels of a map", expected: height * width, found: item.map.count / 4)
      }
      faults[place] = MapFault(of: map[...])
      values += map
    }
    let fits = items.compactMap(\.fit)
    self.init(
      height: height, width: width, values: values, faults: faults,
      fits: fits.count == items.count && !fits.isEmpty ? fits : nil)
  }

  private init(
    height: Int, width: Int, values: [Float], faults: [Int: MapFault], fits: [Double]?
  ) {
    self.height = height
    self.width = width
    self.values = values
    self.faults = faults
    self.fits = fits
  }

  /// Each map as an item, of images in their order.
  package func items(of images: ImagesToExplain, predicted: [Int]) -> [SaliencyItem] {
    predicted.indices.map { place in
      SaliencyItem(
        index: images.indices[place], label: images.labels[place], predicted: predicted[place],
        map: self[place], fit: fits?[place])
    }
  }
}
