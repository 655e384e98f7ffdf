import Compute
package import Datasets
package import Explanations
package import Images

/// A model as commands ask it: its own answers, or those that a correction makes of them.
package struct AskedModel {
  package let scorer: Scorer
  /// Who answers: the scorer, with its gradients and layers, or its correction, which has none.
  package let classifier: any Classifier
  package let correction: Correction?

  package init(_ scorer: Scorer) {
    self.scorer = scorer
    classifier = scorer
    correction = nil
  }

  /// The mean of the model's logits over views of an image.
  ///
  /// - Throws: `ExplanationError`.
  package init(_ scorer: Scorer, averaging views: [ImageView]) throws {
    let correction = Correction(meanOf: views)
    self.scorer = scorer
    self.correction = correction
    classifier = try CorrectedClassifier(scorer, by: correction)
  }

  /// - Throws: `ModelError` for a correction that was fitted for another model.
  package init(_ scorer: Scorer, correctedBy file: CorrectionFile, path: String) throws {
    guard file.model == scorer.modelDigest else {
      throw ModelError.correctionOfOther(path: path)
    }
    let correction = try file.correction(path: path)
    self.scorer = scorer
    self.correction = correction
    classifier = try CorrectedClassifier(scorer, by: correction)
  }

  package var classCount: Int { scorer.classCount }
  package var normalization: Normalization { scorer.normalization }

  /// How many views of an image are asked about.
  package var viewCount: Int { correction?.views.count ?? 1 }

  /// Of all that answers hang on.
  package var digest: String {
    guard let correction else { return scorer.digest }
    var digest = SHA256()
    digest.update(scorer.digest.utf8)
    digest.update(
      "\(correction.views.map(\.text)) \(correction.weights) \(correction.offsets)".utf8)
    digest.update("\(correction.threshold.map { "\($0)" } ?? "none")".utf8)
    return digest.hexadecimal()
  }

}

extension AskedModel: SetScores {
  /// Sums of weighted logits where they are corrected.
  package func forEachLogits(
    of set: ImageSet, receive: (_ range: Range<Int>, _ logits: [Float]) throws -> Void
  ) throws {
    guard correction != nil else { return try scorer.forEachLogits(of: set, receive: receive) }
    let workers = scorer.compute.workers
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    let batch = max(askers[0].preferredBatch, 1)
    let ranges = stride(from: 0, to: set.count, by: batch).map { $0..<min($0 + batch, set.count) }
    try workers.inRounds(ranges, askers: askers) { range, asker in
      try asker.logits(
        of: set.normalized(range, by: scorer.normalization), count: range.count)
    } receive: { range, answer in
      try receive(range, answer)
    }
  }
}
