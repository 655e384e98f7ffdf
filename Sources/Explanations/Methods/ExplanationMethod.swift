/// A way to tell which pixels a score hangs on.
package protocol ExplanationMethod: Sendable {
  /// What the method and its settings are called in results, such as `gradient (predicted, max)`.
  var name: String { get }

  /// Whether it looks at the true class: then it may say why a mistake was made, but nobody could use it
  /// to correct one.
  var usesLabel: Bool { get }

  /// How often the classifier is asked about one image, about: images are worked on in pieces that
  /// are the smaller the more there is to ask.
  var evaluationsPerImage: Int { get }

  /// One map per image, N x H x W; the larger a pixel, the more it matters.
  func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float]

  /// The same, and how well each map's model fits (0...1), where the method has such a thing.
  func mapsAndFits(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> (maps: [Float], fits: [Double]?)
}

extension ExplanationMethod {
  package func mapsAndFits(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> (maps: [Float], fits: [Double]?) {
    (try maps(of: batch, by: classifier), nil)
  }

  package var evaluationsPerImage: Int { 1 }
  package var usesLabel: Bool { false }

  /// Pieces of 0..<count that are worked on at once: as many images as the classifier takes, or
  /// fewer where each is asked about so often that progress would show too seldom.
  func batches(of count: Int, for classifier: any Classifier) -> [Range<Int>] {
    let most = 4096 / max(evaluationsPerImage, 1)
    return classifier.batches(of: count, atMost: max(most, 1))
  }
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

  package init(pixels: [Float], labels: [Int], indices: [Int], height: Int, width: Int) {
    self.pixels = pixels
    self.labels = labels
    self.indices = indices
    self.height = height
    self.width = width
  }

  package var count: Int { labels.count }
  /// H x W.
  package var area: Int { height * width }
  /// Floats of one image.
  package var imageSize: Int { area * 3 }

  /// The pixels of one image, H x W x 3.
  package subscript(image: Int) -> ArraySlice<Float> {
    pixels[image * imageSize..<(image + 1) * imageSize]
  }
}
