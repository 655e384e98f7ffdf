import Images

/// A method that computes which pixels a score depends on.
package protocol ExplanationMethod: Sendable {
  /// The method and its settings as shown in results, such as `gradient (predicted, max)`.
  var name: String { get }

  /// Whether it uses the true class. Such a method can show why a mistake was made, but cannot be
  /// used to correct one.
  var usesLabel: Bool { get }

  /// The approximate number of evaluations of the classifier per image. The more there are, the
  /// smaller the batches of images.
  var evaluationsPerImage: Int { get }

  /// One map per image, N x H x W; the larger the value of a pixel, the more it matters.
  func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float]

  /// The maps, with what else the method computes along the way.
  func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation
}

/// A method's results for a batch.
package struct BatchExplanation {
  /// N x H x W.
  package var maps: [Float]
  /// How well each map's model fits, 0...1; nil where the method has none.
  package var fits: [Double]?
  /// The attributions that the maps were reduced from, one per number of the normalised input,
  /// N x H x W x 3; nil where the method has none.
  var attributions: [Float]?
  /// The classifier's scores of the unchanged images; nil where they were not computed. They need
  /// not be computed again: a forward pass for gradients gives the same scores up to rounding.
  var scores: CheckedLogits?
}

extension ExplanationMethod {
  package func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    BatchExplanation(maps: try maps(of: batch, by: classifier))
  }

  package var evaluationsPerImage: Int { 1 }
  package var usesLabel: Bool { false }

  /// Splits 0..<count into batches: as many images as the classifier takes, or fewer where each
  /// needs so many evaluations that progress would be reported too rarely.
  private func batches(
    of count: Int, for classifier: any Classifier, asking further: Int
  ) -> [Range<Int>] {
    let most = 4096 / max(evaluationsPerImage + further, 1)
    return classifier.batches(of: count, atMost: max(most, 1))
  }

  /// Processes all images in such batches, several at a time where the classifier can be copied.
  ///
  /// - Parameters:
  ///   - further: the approximate number of evaluations per image in `body`, besides the method's.
  ///   - body: processes a batch, using only the classifier that it is given.
  ///   - receive: called with the results of the batches, in their order; may throw to stop.
  func forEachBatch<Answer>(
    of count: Int, by classifier: any Classifier, workers: Workers, asking further: Int = 0,
    _ body: (_ range: Range<Int>, _ classifier: any Classifier) throws -> Answer,
    receive: (_ range: Range<Int>, _ answer: Answer) throws -> Void
  ) throws {
    let copies = classifier.copies(workers.threads)
    guard copies.count == workers.threads, copies.count > 1 else {
      return try workers.inRounds(
        batches(of: count, for: classifier, asking: further), askers: [classifier], body,
        receive: receive)
    }
    // Small pieces, so that all copies finish a round at about the same time.
    let most = max(256 / max(evaluationsPerImage + further, 1), 1)
    try workers.inRounds(
      copies[0].batches(of: count, atMost: most), askers: copies, body, receive: receive)
  }
}

/// A few images, in the form in which a method reads them.
package struct ExplanationBatch: Sendable {
  /// Normalised, N x H x W x 3.
  package let pixels: [Float]
  /// The true class of each image.
  package let labels: [Int]
  /// The index of each image in its data set; a method that draws random numbers seeds its stream
  /// with it.
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
