package import Images

/// What an explanation may ask of a network: scores, and gradients of scores. Nothing of its inside.
package protocol Classifier {
  var classCount: Int { get }
  /// From bytes to what the network reads.
  var normalization: Normalization { get }
  var inputHeight: Int { get }
  var inputWidth: Int { get }
  /// How many images are best handed over at once; no call is given more.
  var preferredBatch: Int { get }

  /// Classifiers that answer as this one does and may be asked at the same time, at most `count`; itself
  /// alone where it had better be asked by one, which then spreads the work inside.
  func copies(_ count: Int) -> [any Classifier]

  /// Scores before the softmax.
  ///
  /// - Parameters:
  ///   - images: normalised, N x H x W x 3.
  ///   - count: N.
  /// - Returns: N x classes.
  func logits(of images: [Float], count: Int) throws -> [Float]

  /// Scores, and the gradient with respect to `images` of Σ_nk seed[n,k] · logit[n,k].
  ///
  /// - Parameters:
  ///   - images: normalised, N x H x W x 3.
  ///   - count: N.
  ///   - seeds: given the logits, N x classes, chooses the seeds, N x classes; called once.
  /// - Returns: logits, N x classes, and gradients, N x H x W x 3.
  func gradients(
    of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) throws -> (logits: [Float], gradients: [Float])

  /// Scores before the softmax of images that differ from one in a single window each.
  ///
  /// - Parameters:
  ///   - image: normalised, H x W x 3.
  ///   - corners: row-major places of the first pixels of the windows that are replaced, each in an image
  ///     of its own; what lies beyond the image is cut off.
  ///   - size: of a window.
  ///   - color: the normalised colour that it gets.
  /// - Returns: corners x classes.
  func logits(
    of image: [Float], withWindowsAt corners: [Int], size: (height: Int, width: Int),
    replacedBy color: [Float]
  ) throws -> [Float]
}

extension Classifier {
  package func copies(_ count: Int) -> [any Classifier] { [self] }

  /// `logits`, held to what it promises.
  ///
  /// - Parameter indices: what the images are called in a message, one each.
  func checkedLogits(of images: [Float], indices: some Collection<Int>) throws -> Scores {
    try Scores(
      try logits(of: images, count: indices.count), classCount: classCount, indices: indices)
  }

  /// The gradients of `target`'s score and all scores, held to what `gradients` promises.
  func checkedGradients(
    of target: ScoreTarget, in batch: ExplanationBatch
  ) throws -> (scores: Scores, gradients: [Float]) {
    try target.check(classCount: classCount)
    let answer = try gradients(of: batch.pixels, count: batch.count) { logits in
      target.seeds(logits: logits, labels: batch.labels)
    }
    let scores = try check(answer, pixels: batch.pixels.count, indices: batch.indices)
    return (scores, answer.gradients)
  }

  /// Holds an answer to `gradients` to what it promises, and returns its scores.
  @discardableResult
  func check(
    _ answer: (logits: [Float], gradients: [Float]), pixels: Int, indices: some Collection<Int>
  ) throws(ExplanationError) -> Scores {
    let scores = try Scores(answer.logits, classCount: classCount, indices: indices)
    guard answer.gradients.count == pixels else {
      throw .classifierAnswer(
        what: "gradients", expected: pixels, found: answer.gradients.count)
    }
    return scores
  }

  /// Pieces of 0..<count that are small enough to be handed over at once.
  func batches(of count: Int, atMost limit: Int = .max) -> [Range<Int>] {
    let size = max(min(preferredBatch, limit), 1)
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
