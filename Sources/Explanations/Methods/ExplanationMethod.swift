import Images

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

  /// The same, with what else the method learns on the way.
  func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation
}

/// What a method has to say about a batch.
package struct BatchExplanation {
  /// N x H x W.
  package var maps: [Float]
  /// How well each map's model fits, 0...1; nil where the method has none.
  package var fits: [Double]?
  /// What the maps were reduced from, a number for each of the normalised input's, N x H x W x 3; nil where
  /// the method has none.
  var attributions: [Float]?
  /// What the classifier made of the images as they are; nil where it was not asked. It need not be asked
  /// again: a pass that is kept for its gradients gives the same scores but for rounding.
  var scores: Scores?
}

extension ExplanationMethod {
  package func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    BatchExplanation(maps: try maps(of: batch, by: classifier))
  }

  package var evaluationsPerImage: Int { 1 }
  package var usesLabel: Bool { false }

  /// Pieces of 0..<count that are worked on at once: as many images as the classifier takes, or
  /// fewer where each is asked about so often that progress would show too seldom.
  private func batches(
    of count: Int, for classifier: any Classifier, asking further: Int
  ) -> [Range<Int>] {
    let most = 4096 / max(evaluationsPerImage + further, 1)
    return classifier.batches(of: count, atMost: max(most, 1))
  }

  /// Works on all images in such batches, several at a time where the classifier can be copied.
  ///
  /// - Parameters:
  ///   - further: how often `body` asks the classifier about an image besides the method, about.
  ///   - body: makes something of a batch, asking only the classifier that it is given.
  ///   - receive: is handed what came of the batches, in their order; may throw to stop.
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
