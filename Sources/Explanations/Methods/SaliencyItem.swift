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

  /// H x W numbers.
  ///
  /// - Throws: `ExplanationError` for a map of another size.
  package func values(height: Int, width: Int) throws(ExplanationError) -> [Float] {
    guard let values = [Float](packed: map), values.count == height * width else {
      throw .count(of: "pixels of a map", expected: height * width, found: map.count / 4)
    }
    return values
  }
}
