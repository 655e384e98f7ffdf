/// A way to tell which pixels a score hangs on.
package protocol ExplanationMethod: Sendable {
  /// What the method and its settings are called in results, such as `gradient (predicted, max)`.
  var name: String { get }

  /// One map per image, N x H x W; the larger a pixel, the more it matters.
  func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float]
}

/// A few images as a method reads them.
package struct ExplanationBatch: Sendable {
  /// Normalised, N x H x W x 3.
  package let pixels: [Float]
  /// The true class of each image.
  package let labels: [Int]
  /// The index of each image in its data set; a method that draws random numbers names its
  /// stream after it.
  package let indices: [Int]
  package let height: Int
  package let width: Int

  package var count: Int { labels.count }
}
