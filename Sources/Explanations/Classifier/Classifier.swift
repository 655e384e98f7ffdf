package import Images

/// What an explanation needs from a network: scores and their gradients, nothing of its internals.
package protocol Classifier {
  var classCount: Int { get }
  /// Converts bytes to the network's input.
  var normalization: Normalization { get }
  var inputHeight: Int { get }
  var inputWidth: Int { get }
  /// The best number of images per call; no call is given more.
  var preferredBatch: Int { get }

  /// At most `count` classifiers that give the same answers and may be used concurrently; only
  /// itself where it is faster to call one classifier, which then spreads its work over the
  /// threads.
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
  ///   - corners: row-major places of the first pixels of the windows that are replaced, each in an
  ///     image of its own; what lies beyond the image is cut off.
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

  /// `logits`, with the answer checked.
  ///
  /// - Parameter indices: what the images are called in a message, one each.
  func checkedLogits(of images: [Float], indices: some Collection<Int>) throws -> CheckedLogits {
    try CheckedLogits(
      try logits(of: images, count: indices.count), classCount: classCount, indices: indices)
  }

  /// The gradients of `target`'s score and all scores, with the answer checked.
  func checkedGradients(
    of target: ScoreTarget, in batch: ExplanationBatch
  ) throws -> (scores: CheckedLogits, gradients: [Float]) {
    try target.check(classCount: classCount)
    let answer = try gradients(of: batch.pixels, count: batch.count) { logits in
      target.seeds(logits: logits, labels: batch.labels)
    }
    let scores = try check(answer, pixels: batch.pixels.count, indices: batch.indices)
    return (scores, answer.gradients)
  }

  /// Checks an answer of `gradients` and returns its scores.
  @discardableResult
  func check(
    _ answer: (logits: [Float], gradients: [Float]), pixels: Int, indices: some Collection<Int>
  ) throws(ExplanationError) -> CheckedLogits {
    let scores = try CheckedLogits(answer.logits, classCount: classCount, indices: indices)
    guard answer.gradients.count == pixels else {
      throw .classifierAnswer(
        what: "gradients", expected: pixels, found: answer.gradients.count)
    }
    return scores
  }

  /// Splits 0..<count into pieces that are small enough for one call.
  func batches(of count: Int, atMost limit: Int = .max) -> [Range<Int>] {
    let size = max(min(preferredBatch, limit), 1)
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
